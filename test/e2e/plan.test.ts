import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { type LaionRow, writeLaion } from '../../data/world/web/metadata.ts'
import { filesBelow, temporaryFolder } from '../support/dataset.ts'
import { laionRow, writeMetadata } from '../support/metadata.ts'
import { shared } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'

const plan = async (source: string, ...more: string[]) => {
  const out = join(await temporaryFolder(), 'out')
  const ended = await softpa('plan', 'fetch', '--source', source, '--out', out, ...more)
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  return { out, ended, plan: JSON.parse(await readFile(join(out, 'plan/plan.json'), 'utf8')) }
}

describe.skipIf(!shared)('real LAION metadata', () => {
  test('10,000 real rows become ten plan files: every row planned once, or counted', async () => {
    const source = join(shared!, 'fixtures/laion/img2dataset_test_10000.parquet')
    const { out, plan: made, ended } = await plan(source, '--set', 'filter.minAesthetic=null')
    expect(made).toMatchObject({ shards: 10, rows: 9999, summary: { inputRows: 10_000, duplicates: 1, rows: 9999 } })
    expect(ended.stdout).toMatch(/rows in the sources +10,000/)
    const parts = await Promise.all(
      [...Array(10).keys()].map(shard => readParquet(join(out, `plan/0000${shard}.parquet`))),
    )
    const keys = parts.flatMap(part => part.key as string[])
    expect(new Set(keys).size).toBe(9999)
    expect(parts.map(part => part.key!.length)).toEqual([...Array(9).fill(1000), 999])
    const places = parts.flatMap(part => part.source_row as bigint[])
    expect(places).not.toEqual(places.toSorted((a, b) => Number(a - b)))
  })

  test('without a score column the default filter is refused, and the sentence names the choices', async () => {
    const source = join(shared!, 'fixtures/laion/img2dataset_test_10000.parquet')
    const ended = await softpa('plan', 'fetch', '--source', source, '--out', join(await temporaryFolder(), 'out'))
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(/aesthetic.*--columns aesthetic=<name>.*filter\.minAesthetic=null/)
  })

  test("the five rows of the full V1 schema pass the paper's filter, hashes exact", async () => {
    const text = await readFile(join(shared!, 'fixtures/laion/laion_aesthetic_v1_5rows_full_schema.jsonl'), 'utf8')
    // JSON numbers would lose the last digits of an int64.
    const rows = text
      .trim()
      .split('\n')
      .map(line => {
        const [, hash] = /"hash": (-?\d+)/.exec(line)!
        return { ...JSON.parse(line), hash: BigInt(hash!) } as LaionRow
      })
    const source = join(await temporaryFolder(), 'v1.parquet')
    writeLaion(source, rows)
    const { out, plan: made } = await plan(source)
    expect(made).toMatchObject({ rows: 5, filter: { preset: 'v1', predictor: 'V1' }, summary: { duplicates: 0 } })
    const planned = await readParquet(join(out, 'plan/00000.parquet'))
    const byUrl = new Map(planned.url!.map((url, at) => [url, planned.hash![at]]))
    expect(byUrl).toEqual(new Map(rows.map(row => [row.URL, row.hash])))
  })
})

test('the seed decides the order, never a key; the same seed gives the same bytes', async () => {
  const source = join(await temporaryFolder(), 'metadata.parquet')
  writeMetadata(
    source,
    Array.from({ length: 50 }, (_, at) => `http://example.org/${at}.jpg`),
  )
  const [first, again, other] = [await plan(source), await plan(source), await plan(source, '--seed', '7')]
  const file = (out: string) => readFile(join(out, 'plan/00000.parquet'))
  expect(Buffer.compare(await file(first.out), await file(again.out))).toBe(0)
  expect(again.plan.id).toBe(first.plan.id)
  expect(other.plan.id).not.toBe(first.plan.id)
  const keys = async (out: string) => (await readParquet(join(out, 'plan/00000.parquet'))).key as string[]
  expect(await keys(other.out)).not.toEqual(await keys(first.out))
  expect((await keys(other.out)).toSorted()).toEqual((await keys(first.out)).toSorted())
})

test('a dry run says rows by rule, shards, hosts and bytes of what would be planned, and writes nothing', async () => {
  const folder = await temporaryFolder()
  const source = join(folder, 'metadata.parquet')
  const urls = [
    'http://a.example/1.jpg',
    'https://A.example:8443/2.jpg',
    'http://b.example?c',
    'http://a.example/1.jpg',
  ]
  writeLaion(source, [...urls.map(url => laionRow(url)), laionRow('http://c.example/', { aesthetic: 5 })])
  const ended = await softpa('plan', 'fetch', '--source', source, '--dry-run', '--set', 'plan.rowsPerShard=2')
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(ended.stdout).toMatch(/the plan would be: 2 shards of 2 rows/)
  expect(ended.stdout).toMatch(/removed by aesthetic \(7\) +1\n/)
  expect(ended.stdout).toMatch(/duplicates +1\n/)
  // 3 pictures of 640 x 480 pixels.
  expect(ended.stdout).toMatch(/about 562\.2 kB \(at \.61 bytes a declared pixel\)/)
  expect(ended.stdout).toMatch(/requests: 3 to 2 hosts.*\n +a\.example +2\n +b\.example +1\n/)
  expect(await filesBelow(folder)).toEqual(['metadata.parquet'])
})

test('a plan without a place is refused, unless it is a dry run', async () => {
  expect(await softpa('plan', 'fetch', '--source', 'any.parquet')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/name one with --out, or say --dry-run/),
  })
})
