import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { readGroups, readParquet } from '../../data/shards/reader.ts'
import { startWorld } from '../../data/world/web/world.ts'
import { filesBelow, temporaryFolder } from '../support/dataset.ts'
import { root, shared } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'

interface Seen {
  readonly rows: { readonly [reader: string]: number }
  readonly rejects: { readonly [reason: string]: number }
  readonly image: string
  readonly differences: readonly {
    readonly reader: string
    readonly key: string
    readonly largest?: number
    readonly mean?: number
  }[]
}

/** What three peers see of a dataset, its pictures beside sharp's pixels. */
const ask = async (out: string, raw: string): Promise<Seen> => {
  await mkdir(raw)
  for (const shard of await filesBelow(join(out, 'data')))
    for await (const { key, image } of readGroups(join(out, 'data', shard), { columns: ['key', 'image'] }))
      for (const [at, name] of key!.entries()) {
        const { bytes } = image![at] as { bytes: Uint8Array }
        await writeFile(
          join(raw, `${name}.rgb`),
          await sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer(),
        )
      }
  const environment = { ...process.env, HF_HUB_OFFLINE: '1', HF_DATASETS_CACHE: join(raw, 'cache') }
  const script = join(root, 'test/peer/dataset.py')
  return JSON.parse(
    execFileSync(join(root, '.venv/bin/python'), [script, out, raw], {
      encoding: 'utf8',
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    }),
  )
}

/** Decoders of JPEG may round differently, most where chroma is enlarged; PNG and GIF leave no choice. */
const tolerance = { largest: 8, mean: 0.5 }

const check = (seen: Seen, rows: number) => {
  expect(seen.rows).toEqual({ datasets: rows, pyarrow: rows, duckdb: rows })
  expect(seen.image).toMatch(/^Image\(/)
  expect(seen.differences).toHaveLength(2 * rows)
  const apart = seen.differences.filter(
    ({ largest = 255, mean = 255 }) => largest > tolerance.largest || mean > tolerance.mean,
  )
  expect(apart).toEqual([])
}

test('pyarrow, DuckDB and datasets read what was fetched from a troubled web: every kind of picture, upright', async () => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const world = await startWorld({ folder, seed: 1, port: 0 })
  try {
    const settings = ['--set', 'plan.rowsPerShard=20', '--set', 'download.deadlineMs=3000']
    expect(
      await softpa(
        'run',
        'fetch',
        '--source',
        world.metadata,
        '--out',
        out,
        '--allow-address',
        world.address,
        ...settings,
      ),
    ).toMatchObject({ code: 0 })
  } finally {
    await world.close()
  }
  const state = JSON.parse((await softpa('status', out, '--json')).stdout)
  const seen = await ask(out, join(folder, 'raw'))
  check(seen, state.rows.written)
  const lost = Object.entries<{ rows: number }>(state.losses).map(([reason, { rows }]) => [reason, rows])
  expect(seen.rejects).toEqual(Object.fromEntries(lost))
})

test.skipIf(!shared)('and the shared photographs, shrunk', async () => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const source = join(shared!, 'fixtures/images/coco')
  const settings = ['--set', 'plan.rowsPerShard=10', '--set', 'image.resize.shortSide=200']
  expect(await softpa('run', 'fetch', '--source', source, '--out', out, ...settings)).toMatchObject({ code: 0 })
  check(await ask(out, join(folder, 'raw')), 51)
})

test.skipIf(!shared).each(['datasets', 'plain'])(
  'pictures in a Parquet of another tool (%s) are a source: no URL, keys by content',
  async name => {
    const folder = await temporaryFolder()
    const photographs = join(shared!, 'fixtures/images/coco')
    execFileSync(join(root, '.venv/bin/python'), [join(root, 'test/peer/foreign.py'), photographs, folder], {
      stdio: 'ignore',
    })
    const out = join(folder, 'out')
    expect(await softpa('run', 'fetch', '--source', join(folder, `${name}.parquet`), '--out', out)).toMatchObject({
      code: 0,
    })
    expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
    const { key, sha256, url } = await readParquet(join(out, 'data/train-00000-of-00001.parquet'), {
      columns: ['key', 'sha256', 'url'],
    })
    expect(key).toEqual(sha256!.map(hash => String(hash).slice(0, 32)))
    expect(url).toEqual(key!.map(() => null))
    const hash = (file: string) =>
      createHash('sha256')
        .update(readFileSync(join(photographs, file)))
        .digest('hex')
    expect(sha256).toEqual((await filesBelow(photographs)).map(hash))
  },
)
