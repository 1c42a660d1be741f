import { cp, mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shardFiles, stagedFiles, stagedFolders } from '../../data/shards/layout.ts'
import { readParquet } from '../../data/shards/reader.ts'
import { digests, filesBelow } from '../support/dataset.ts'
import { beginIll, killAndRetry } from '../support/ill-dataset.ts'
import { softpa } from '../support/softpa.ts'

const stateOf = async (out: string) => JSON.parse((await softpa('status', out, '--json')).stdout)

test('rows of hosts that healed make the shards of a run on a web that was never ill, byte for byte', async () => {
  const { ill, heal, folder, out, run, retryArguments } = await beginIll(['busy', 'cut', 'dropped', 'busy', 'gone'])
  expect((await stateOf(out)).rows).toEqual({ planned: 17, written: 12, rejected: 5 })
  for (const path of ill.slice(0, 4)) heal(path)
  const ended = await softpa(...retryArguments)
  expect(ended).toMatchObject({ code: 0 })
  expect(ended.stdout).toMatch(/^4 of 4 rows healed/)
  expect(await stateOf(out)).toMatchObject({
    rows: { planned: 17, written: 16, rejected: 1 },
    losses: { 'http-404': { rows: 1 } },
    healed: 4,
  })
  const fresh = join(folder, 'fresh')
  await run(fresh)
  expect(await digests(out)).toEqual(await digests(fresh))
  expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
})

test('only rows whose reason may heal are fetched again, and good rows keep their pictures', async () => {
  const { ill, heal, asked, out, retryArguments } = await beginIll(['busy', 'gone', 'busy'])
  const pictures = async () => {
    const files = (await filesBelow(join(out, 'data'))).map(file => readParquet(join(out, 'data', file)))
    const shards = await Promise.all(files)
    return new Map(
      shards.flatMap(({ key, ...row }) => key!.map((name, at) => [name, Object.values(row).map(v => v[at])])),
    )
  }
  const before = await pictures()
  heal(ill[0]!)
  heal(ill[1]!)
  await softpa(...retryArguments)
  expect(Object.fromEntries(asked)).toEqual({ [ill[0]!]: 2, [ill[1]!]: 1, [ill[2]!]: 2 })
  const after = await pictures()
  expect(after.size).toBe(before.size + 1)
  for (const [key, row] of before) expect(after.get(key)).toEqual(row)
})

test('where nothing healed nothing changes, not even stats', async () => {
  const { out, retryArguments } = await beginIll(['busy', 'dropped'])
  const content = async () =>
    Object.fromEntries(
      await Promise.all((await filesBelow(out)).map(async file => [file, await readFile(join(out, file), 'base64')])),
    )
  const before = await content()
  const ended = await softpa(...retryArguments)
  expect(ended.stdout).toMatch(/^0 of 2 rows healed/)
  expect(await content()).toEqual(before)
})

test('a row that is lost for another reason now says so, and what is gone for good is not asked for again', async () => {
  const { ill, asked, become, out, retryArguments } = await beginIll(['busy'], 3)
  become(ill[0]!, 'gone')
  expect(await softpa(...retryArguments)).toMatchObject({ code: 0 })
  expect((await stateOf(out)).losses).toEqual({
    'http-404': { rows: 1, stages: { download: 1 }, hosts: { '127.0.0.1': 1 } },
  })
  const ended = await softpa(...retryArguments)
  expect(ended.stdout).toMatch(/^no rejected row may heal: nothing was fetched/)
  expect(asked.get(ill[0]!)).toBe(2)
})

test('a retry that was killed between its last moves is found by verify, and finished by the next', async () => {
  const { ill, heal, folder, out, retryArguments } = await beginIll(['busy'], 3)
  const before = join(folder, 'before')
  await cp(out, before, { recursive: true })
  heal(ill[0]!)
  await softpa(...retryArguments)
  const after = join(folder, 'after')
  await rename(out, after)
  await rename(before, out)
  for (const stage of stagedFolders(out)) await mkdir(stage, { recursive: true })
  // The data moved, then the kill came.
  await cp(shardFiles(after, 0, 1).data, shardFiles(out, 0, 1).data)
  for (const name of ['rejects', 'stats'] as const)
    await cp(shardFiles(after, 0, 1)[name], stagedFiles(out, 0, 1)[name])
  const seen = await softpa('verify', out)
  expect(seen).toMatchObject({ code: 1 })
  expect(seen.stdout).toMatch(/^shard 0 has a new generation that is not all in its place: run softpa retry again/)
  expect(await softpa(...retryArguments)).toMatchObject({ code: 0 })
  expect(await filesBelow(out)).toEqual(await filesBelow(after))
  expect(await digests(out)).toEqual(await digests(after))
})

test('kills at any moment leave what the next retry makes into the same bytes', async () => {
  const { isStaged } = await killAndRetry(3, 5)
  // Otherwise the kills came too early or too late to prove anything.
  expect(isStaged).toBeGreaterThan(0)
})
