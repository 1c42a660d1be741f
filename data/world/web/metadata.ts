import { createHash } from 'node:crypto'
import { parquetWriteFile } from 'hyparquet-writer'

/** A row as LAION-Aesthetics V1 publishes it: its spellings, its types, its gaps (null and NaN). */
export interface LaionRow {
  readonly URL: string | null
  readonly TEXT: string | null
  readonly WIDTH: number | null
  readonly HEIGHT: number | null
  readonly similarity: number | null
  readonly hash: bigint
  readonly punsafe: number | null
  readonly pwatermark: number | null
  readonly aesthetic: number | null
}

const types = {
  URL: 'STRING',
  TEXT: 'STRING',
  WIDTH: 'DOUBLE',
  HEIGHT: 'DOUBLE',
  similarity: 'DOUBLE',
  hash: 'INT64',
  punsafe: 'FLOAT',
  pwatermark: 'FLOAT',
  aesthetic: 'FLOAT',
} as const satisfies { [name in keyof LaionRow]: string }

/** Writes metadata as LAION does; every column may hold nulls. */
export const writeLaion = (path: string, rows: readonly LaionRow[]): void => {
  const names = Object.keys(types) as (keyof LaionRow)[]
  parquetWriteFile({
    filename: path,
    columnData: names.map(name => ({ name, type: types[name], data: rows.map(row => row[name]) })),
  })
}

/** A signed 64-bit number that stands for LAION's MurmurHash3 of url and text: half of them are negative too. */
export const laionHash = (url: string, text: string): bigint =>
  createHash('sha256').update(url).update(text).digest().readBigInt64LE()
