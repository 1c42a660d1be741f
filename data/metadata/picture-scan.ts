import { createHash } from 'node:crypto'
import type { Order } from './query.ts'
import type { PlannedBatch, Tally } from './scan.ts'
import type { PictureFolder } from './source.ts'

const batchRows = 2048

interface PlannedPicture {
  readonly key: string
  readonly source_file: number
  readonly source_row: bigint
}

/** Plans the pictures of folders; the listing is in memory already, so its order and dedup are too. */
export const scanPictures = async function* (
  folders: readonly PictureFolder[],
  { seed, isShuffled, isDeduplicated }: Order,
): AsyncGenerator<PlannedBatch, Tally> {
  const all = folders.flatMap(({ pictures }, source_file) =>
    pictures.map(
      ({ sha256 }, row): PlannedPicture => ({ key: sha256.slice(0, 32), source_file, source_row: BigInt(row) }),
    ),
  )
  const planned = isDeduplicated ? all.filter(isFirst()) : all
  const ordered = isShuffled ? shuffle(planned, seed) : planned
  for (let start = 0; start < ordered.length; start += batchRows) {
    const slice = ordered.slice(start, start + batchRows)
    yield {
      key: slice.map(({ key }) => key),
      source_file: slice.map(({ source_file }) => source_file),
      source_row: slice.map(({ source_row }) => source_row),
    }
  }
  return { rows: planned.length, duplicates: all.length - planned.length, verdicts: new Map() }
}

const isFirst = () => {
  const seen = new Set<string>()
  return ({ key }: PlannedPicture): boolean => !seen.has(key) && seen.add(key) !== null
}

const shuffle = (pictures: readonly PlannedPicture[], seed: number): PlannedPicture[] =>
  pictures
    .map(picture => ({ picture, place: createHash('md5').update(`${seed}:${picture.key}`).digest('hex') }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ picture }) => picture)
