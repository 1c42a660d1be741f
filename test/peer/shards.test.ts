import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cardText } from '../../data/shards/card.ts'
import { runFiles, shardFiles } from '../../data/shards/layout.ts'
import { readFooter, readParquet } from '../../data/shards/reader.ts'
import { openParquetWriter, type Rows } from '../../data/shards/writer.ts'
import { writeAtomically } from '../../data/storage/files.ts'
import type { ColumnType } from '../../schemas/column.ts'
import { root, shared } from '../support/root.ts'
import { everyRow, everyType } from '../unit/data/shards/every-type.ts'

const python = join(root, '.venv', 'bin', 'python')
// Without Python and without fixtures this is a user's machine, where peers are nobody's business.
const skipped = !existsSync(python) && !shared
if (skipped) console.warn(`skipped: no ${python}; \`npm test\` sets it up`)

const rowCount = 250
let out: string
let seen: Seen
let rows: Rows

interface Metadata {
  readonly rows: number
  readonly groups: readonly number[]
  readonly codecs: { readonly [path: string]: string }
  readonly encodings: { readonly [path: string]: readonly string[] }
  readonly schema: { readonly [name: string]: string }
  readonly nullable: boolean
  readonly arrowKeys: readonly string[]
  readonly footerKeys: readonly string[]
}

interface Seen {
  readonly metadata: Metadata
  readonly empty: Metadata & { readonly duckdb: number }
  readonly pyarrow: readonly unknown[]
  readonly duckdb: readonly unknown[]
  readonly datasets: readonly unknown[]
  readonly features: { readonly [name: string]: string }
  readonly pictures: readonly { readonly width: number; readonly height: number; readonly rgb: string }[]
  readonly card: {
    readonly splits: { readonly [split: string]: number }
    readonly features: { readonly [name: string]: string }
  }
}

/** Lossless pictures of different kinds, so that every decoder must agree to the last bit. */
const draw = async (): Promise<Uint8Array[]> => {
  const pixels = Uint8Array.from({ length: 33 * 21 * 3 }, (_, index) => (index * 37 + index ** 2) % 256)
  const picture = () => sharp(pixels, { raw: { width: 33, height: 21, channels: 3 } })
  const files = await Promise.all([
    picture().png().toBuffer(),
    picture().webp({ lossless: true }).toBuffer(),
    picture().greyscale().png().toBuffer(),
  ])
  return files.map(file => new Uint8Array(file))
}

beforeAll(async () => {
  if (skipped) return
  out = await mkdtemp(join(tmpdir(), 'softpa-peer-'))
  for (const folder of runFiles(out).folders) await mkdir(folder, { recursive: true })
  rows = everyRow(rowCount, await draw())
  const parquet = await openParquetWriter()
  for (const [shard, content] of [rows, everyRow(0)].entries()) {
    const path = shardFiles(out, shard, 2).data
    const file = await parquet.create({ path, columns: everyType, metadata: { 'softpa.version': '1' } })
    await file.append(content)
    await file.finish()
  }
  await parquet.close()
  const counts = { planned: rowCount, written: rowCount, rejects: {}, bytes: 1 }
  await writeAtomically(runFiles(out).card, cardText({ title: 'peer', columns: everyType, recipe: {}, ...counts }))
  seen = ask()
})
afterAll(() => out && rm(out, { recursive: true, force: true }))

const ask = (): Seen => {
  const script = join(root, 'test', 'peer', 'shards.py')
  const args = [script, shardFiles(out, 0, 2).data, shardFiles(out, 1, 2).data, out]
  const env = { ...process.env, HF_HUB_OFFLINE: '1', HF_DATASETS_CACHE: join(out, '.cache') }
  return JSON.parse(
    execFileSync(python, args, { env, encoding: 'utf8', maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
}

/** Our rows as shards.py spells values that JSON lacks. */
const expectedRows = (): unknown[] =>
  Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(Object.entries(everyType).map(([name, { type }]) => [name, spelled(rows[name]![row], type)])),
  )

const spelled = (value: unknown, type: ColumnType): unknown => {
  if (value === null) return null
  if (type === 'int32' || type === 'int64') return String(value)
  if (type === 'binary') return { base64: Buffer.from(value as Uint8Array).toString('base64') }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof type === 'string') return value
  if ('optional' in type) return spelled(value, type.optional)
  if ('list' in type) return (value as unknown[]).map(item => spelled(item, type.list))
  const fields = value as { readonly [field: string]: unknown }
  return Object.fromEntries(
    Object.entries(type.struct).map(([field, fieldType]) => [field, spelled(fields[field], fieldType)]),
  )
}

describe.skipIf(skipped)('a shard with every column type', () => {
  it.each(['pyarrow', 'duckdb', 'datasets'] as const)('%s reads what was written', peer => {
    expect(seen[peer]).toEqual(expectedRows())
  })

  it('our own reader reads what was written', async () => {
    expect(await readParquet(shardFiles(out, 0, 2).data)).toStrictEqual(rows)
  })

  it('has row groups of 100 rows', () => {
    expect(seen.metadata).toMatchObject({ rows: rowCount, groups: [100, 100, 50] })
  })

  it('holds pictures plain and uncompressed, all else in zstd', () => {
    const { codecs, encodings } = seen.metadata
    const plain = ['image.bytes', 'image.path', 'raw']
    for (const [path, codec] of Object.entries(codecs))
      expect([path, codec]).toEqual([path, plain.includes(path) ? 'UNCOMPRESSED' : 'ZSTD'])
    for (const path of plain) expect(encodings[path]).toEqual(['PLAIN'])
  })

  it("gives pyarrow the types of the Arrow schema in its footer, with Hugging Face's key inside", () => {
    expect(seen.metadata).toMatchObject({ nullable: true, arrowKeys: ['huggingface'] })
    expect(seen.metadata.footerKeys).toEqual(['ARROW:schema', 'huggingface', 'softpa.version'])
    expect(seen.metadata.schema).toMatchObject({
      image: 'struct<bytes: binary, path: string>',
      large: 'int64',
      single: 'float',
      candidates: 'list<element: struct<word: string, distance: double, spans: list<element: int32>>>',
    })
  })

  it('is pictures to `datasets`, and they decode to the same pixels', async () => {
    expect(seen.features).toMatchObject({ image: 'Image(mode=None, decode=True)', words: "List(Value('string'))" })
    const pictures = Array.from(rows.image!).slice(0, 3) as { readonly bytes: Uint8Array }[]
    for (const [index, { bytes }] of pictures.entries()) {
      const { data, info } = await sharp(bytes)
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true })
      const rgb = info.channels === 1 ? Buffer.from(Array.from(data).flatMap(grey => [grey, grey, grey])) : data
      expect(seen.pictures[index]).toEqual({ width: info.width, height: info.height, rgb: rgb.toString('base64') })
    }
  })
})

describe.skipIf(skipped)('a shard without rows', () => {
  it('opens in pyarrow, DuckDB and our own reader, with all its columns', async () => {
    expect(seen.empty).toMatchObject({ rows: 0, duckdb: 0, groups: [], schema: seen.metadata.schema })
    expect((await readFooter(shardFiles(out, 1, 2).data)).columns.map(({ name }) => name)).toEqual(
      Object.keys(everyType),
    )
  })
})

describe.skipIf(skipped)('a folder with its card', () => {
  it('loads by its name alone, with the features that the card declares', () => {
    expect(seen.card).toMatchObject({ splits: { train: rowCount }, features: seen.features })
  })
})
