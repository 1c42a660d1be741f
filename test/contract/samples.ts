import sharp from 'sharp'
import type { Column, Columns, ColumnType } from '../../schemas/column.ts'
import { startPhotoServer } from '../support/photo-server.ts'

export const sampleRows = 12

/** Rows for every stage of every recipe, and the web that their URLs are served from. */
export interface Samples {
  /** The sample values of a column, `sampleRows` of them. */
  of(name: string, column: Column): readonly unknown[]
  readonly address: string
  close(): Promise<void>
}

/** Columns whose values must be true of something have samples of their own; all others get values of their type. */
export const openSamples = async (): Promise<Samples> => {
  const pictures = await Promise.all(Array.from({ length: sampleRows }, (_, row) => drawPicture(row)))
  const files = new Map(pictures.map((bytes, row) => [`${row}.jpg`, bytes]))
  const server = await startPhotoServer({ files, maxDelayMs: 5 })
  const known: { readonly [name: string]: readonly unknown[] } = {
    key: pictures.map((_, row) => row.toString(16).padStart(32, '0')),
    url: server.urls,
    bytes: pictures.map(picture => new Uint8Array(picture)),
    image: pictures.map((bytes, row) => ({ bytes: new Uint8Array(bytes), path: `${row}.jpg` })),
    text: pictures.map((_, row) => `A photograph of ${row} circles`),
    ...slottedCaptions,
  }
  const of = (name: string, { type }: Column) => known[name] ?? pictures.map((_, row) => sampleOf(type, row))
  return { of, address: server.address, close: server.close }
}

/** Sample rows as one batch. */
export const batchOf = (samples: Samples, columns: Columns) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, samples.of(name, column)]))

const words = ['blue', 'green', 'white', 'large', 'old', 'small', 'brown', 'empty']

/** Captions with slots that are there, and candidates for them. */
const slottedCaptions = (() => {
  const captions = Array.from({ length: sampleRows }, (_, row) => `a red car beside ${row + 2} trees`)
  const candidatesOf = (caption: string) =>
    words.map(word => ({
      text: caption.replace('a red', `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`),
      word,
      sources: ['wordnet'],
      relation: 'co-hyponym',
      bert_probability: null,
      synset: null,
    }))
  return {
    caption: captions,
    slot_word: captions.map(() => 'red'),
    slot_start: captions.map(() => 2),
    slot_end: captions.map(() => 5),
    slot_pos: captions.map(() => 'adjective'),
    slot_lemma: captions.map(() => 'red'),
    slot_number: captions.map(() => null),
    candidates: captions.map(candidatesOf),
  }
})()

const drawPicture = (row: number): Promise<Buffer> =>
  sharp({ create: { width: 40 + row, height: 30, channels: 3, background: { r: 20 * row, g: 80, b: 200 } } })
    .jpeg()
    .toBuffer()

const sampleOf = (type: ColumnType, row: number): unknown => {
  if (typeof type === 'object')
    return 'optional' in type
      ? null
      : 'list' in type
        ? [sampleOf(type.list, row)]
        : Object.fromEntries(Object.entries(type.struct).map(([field, part]) => [field, sampleOf(part, row)]))
  const values = {
    bool: row % 2 === 0,
    int32: row,
    int64: BigInt(row),
    float32: row / 2,
    float64: row / 3,
    utf8: `value ${row}`,
    binary: Uint8Array.of(row),
  }
  return values[type]
}
