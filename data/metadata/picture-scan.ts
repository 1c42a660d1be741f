import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Tally } from './planned-table.ts'
import type { Order } from './query.ts'
import type { PictureFolder } from './source.ts'

interface PlannedPicture {
  readonly key: string
  readonly source_file: number
  readonly source_row: bigint
}

/** Plans the pictures of folders into a table; the listing is in memory already, so order and dedup are too. */
export const fillPictures = async (
  connection: DuckDBConnection,
  table: string,
  folders: readonly PictureFolder[],
  { seed, isShuffled, isDeduplicated }: Order,
): Promise<Tally> => {
  const all = folders.flatMap(({ pictures }, source_file) =>
    pictures.map(
      ({ sha256 }, row): PlannedPicture => ({ key: sha256.slice(0, 32), source_file, source_row: BigInt(row) }),
    ),
  )
  const kept = isDeduplicated ? all.filter(isFirst()) : all
  await connection.run(`CREATE TABLE ${table} ("key" VARCHAR, source_file INTEGER, source_row BIGINT)`)
  const rows = await connection.createAppender(table)
  for (const { key, source_file, source_row } of isShuffled ? shuffle(kept, seed) : kept) {
    rows.appendVarchar(key)
    rows.appendInteger(source_file)
    rows.appendBigInt(source_row)
    rows.endRow()
  }
  rows.closeSync()
  return { rows: kept.length, duplicates: all.length - kept.length, verdicts: new Map() }
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
