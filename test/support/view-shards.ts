import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'
import { openParquetWriter } from '../../data/shards/writer.ts'
import { captionColumns } from '../../schemas/caption.ts'
import type { Columns } from '../../schemas/column.ts'
import { laionColumns } from '../../schemas/laion.ts'
import { promptShard, rejectColumns } from '../../schemas/shard.ts'

/** Rows as objects; int64 is a BigInt, a picture `{ bytes, path }`. */
export type ShardRow = { readonly [column: string]: unknown }

/** Columns of a shard as recipe `laion` writes it. */
export const viewColumns = { ...promptShard, ...captionColumns, ...laionColumns } satisfies Columns

/** Columns of the rows that were rejected. */
export const viewRejects = { ...rejectColumns, ...viewColumns } satisfies Columns

/** Writes rows as a shard of softpa. */
export const writeShard = (
  path: string,
  rows: readonly ShardRow[],
  columns: Columns = viewColumns,
  footer: { readonly [key: string]: string } = provenance,
): Promise<void> => writeParts(path, [rows], columns, footer)

/** As `writeShard`, for more rows than memory holds. */
export const writeParts = async (
  path: string,
  parts: AsyncIterable<readonly ShardRow[]> | Iterable<readonly ShardRow[]>,
  columns: Columns = viewColumns,
  footer: { readonly [key: string]: string } = provenance,
): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const writer = await openParquetWriter()
  try {
    const file = await writer.create({ path, columns, metadata: footer })
    const names = Object.keys(columns)
    for await (const part of parts)
      await file.append(Object.fromEntries(names.map(name => [name, part.map(row => row[name] ?? null)])))
    await file.finish()
  } finally {
    await writer.close()
  }
}

const provenance = {
  'softpa.version': '0.1.0',
  'softpa.recipe': 'a'.repeat(64),
  'softpa.seed': '7',
  'softpa.plan': 'b'.repeat(32),
  'softpa.shard': '0',
  'softpa.models': '{"caption":"c0ffee","fill-mask":"beef","select":"feed"}',
  'softpa.class': '{"device":"cpu"}',
}

const words = [
  { word: 'crimson', relation: 'synonym', similarity: 0.97, sources: ['wordnet'], bert_probability: null },
  { word: 'orange', relation: 'co-hyponym', similarity: 0.91, sources: ['bert', 'wordnet'], bert_probability: 0.12 },
  { word: 'blue', relation: 'predicted', similarity: 0.84, sources: ['bert'], bert_probability: 0.3 },
  { word: 'pale', relation: 'antonym', similarity: 0.7, sources: ['wordnet'], bert_probability: null },
]
const others = [
  { word: 'pink', relation: 'co-hyponym', similarity: 0.93, sources: ['bert'], bert_probability: 0.05 },
  { word: 'old', relation: 'predicted', similarity: 0.8, sources: ['bert'], bert_probability: 0.02 },
  { word: 'dry', relation: 'indirect-antonym', similarity: 0.66, sources: ['wordnet'], bert_probability: null },
]

/** A picture of one colour. */
export const drawPicture = (row: number, side = 64): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: (37 * row) % 256, g: 90, b: 160 } } })
    .jpeg()
    .toBuffer()

/** A sound row: "a red car number <row>", its slot `red`, its prompts at four distances. */
export const soundRow = async (row: number, changes: ShardRow = {}): Promise<ShardRow> => {
  const caption = `a red car number ${row}`
  return {
    key: row.toString(16).padStart(32, '0'),
    source_file: 0,
    source_row: BigInt(row),
    image: { bytes: new Uint8Array(await drawPicture(row)), path: `${row}.jpg` },
    width: 64,
    height: 64,
    original_width: 128,
    original_height: 128,
    original_format: 'jpeg',
    original_bytes: 1000 + row,
    sha256: row.toString(16).padStart(64, '0'),
    transform: 'resize,jpeg95',
    caption,
    slot_word: 'red',
    slot_start: 2,
    slot_end: 5,
    slot_pos: 'adjective',
    slot_lemma: 'red',
    slot_number: null,
    prompts: words.map(word => ({ ...word, text: caption.replace('red', word.word) })),
    similarity_matrix: [0, 1, 2, 3, 4].map(a => [0, 1, 2, 3, 4].map(b => 1 - Math.abs(a - b) / 20)),
    strategy: 'levels',
    pool_size: words.length + others.length,
    pool: [...words, ...others].sort((a, b) => b.similarity - a.similarity).map(word => ({ ...word, synset: null })),
    url: `https://pictures.example/${row}.jpg`,
    text: `Red Car ${row} Wallpaper HD`,
    aesthetic: 7 + (row % 10) / 10,
    ...changes,
  }
}

/** `count` sound rows, from number `first` on. */
export const soundRows = (count: number, first = 0): Promise<ShardRow[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => soundRow(first + at)))
