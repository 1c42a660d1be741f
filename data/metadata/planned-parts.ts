import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { memoryOf } from './database.ts'
import { parquetIn, pathLiteral } from './literal.ts'
import type { Tally } from './planned-table.ts'
import { type Order, partQuery, type Query, spreadQuery } from './query.ts'

/** Planned rows as tables that follow each other in plan order, each small enough for memory. */
export interface Parts {
  readonly tally: Tally
  /** Planned rows of each part. */
  readonly rows: readonly number[]
  /** Makes the table of a part, of the name that `tableOf` says. */
  load(part: number): Promise<void>
  /** Drops it; it may be made again. */
  drop(part: number): Promise<void>
}

export const tableOf = (part: number): string => `planned_${part}`

/** All planned rows in one table, which is there already. */
export const onePart = (tally: Tally): Parts => ({
  tally,
  rows: [tally.rows],
  load: async () => {},
  drop: async () => {},
})

/** Of a row of LAION's in DuckDB's tables, in bytes: what sorting 50 M of them took on the disk, over their number. */
const tableBytesOfRow = 460
const mostBits = 6

/**
 * Into how many parts rows of this number go, as a power of two: 0 where one table of them fits into memory nearly. A
 * table that does not is sorted, numbered and kept on the disk whole; parts are written once and read once.
 */
export const partBits = (rows: number, memoryBytes: number): number => {
  const bytes = rows * tableBytesOfRow
  // Two parts are in memory while files cross from one to the next, and one of them is being sorted.
  return bytes <= 2 * memoryBytes ? 0 : Math.min(mostBits, Math.ceil(Math.log2(bytes / (memoryBytes / 4))))
}

/** As 10 M rows of LAION's took in lz4. */
const spreadBytesOfRow = 150

/** What a scan that plans so many rows writes to its folder at most, in bytes, and removes in the end. */
export const scratchBytes = (rows: number, memoryBytes: number = memoryOf()): number =>
  partBits(rows, memoryBytes) > 0 ? rows * spreadBytesOfRow : 0

/**
 * Reads the sources once and spreads the shuffled rows over 2^`bits` Parquet files in `folder` by the first bits of their
 * place; equal keys have equal places, so that each part is sorted and freed of copies by itself.
 */
export const spreadParts = async (
  connection: DuckDBConnection,
  query: Query,
  order: Order,
  bits: number,
  folder: string,
): Promise<Parts> => {
  const written = await connection.run(
    `COPY (${spreadQuery(query, order.seed, bits)}) TO ${pathLiteral(folder)}
     (FORMAT parquet, COMPRESSION lz4, PARTITION_BY (part))`,
  )
  const made = new Set(await readdir(folder))
  const filesOf = (part: number): string | null =>
    made.has(`part=${part}`)
      ? `read_parquet(${parquetIn(join(folder, `part=${part}`))}, hive_partitioning = false)`
      : null
  const removed = await verdictsOf(connection, filesOf(-1))
  const counts: Counts[] = []
  for (let part = 0; part < 2 ** bits; part += 1) counts.push(await countOf(connection, filesOf(part), order))
  const passed = sum(counts.map(({ all }) => all))
  if (passed + sum([...removed.values()]) !== written.rowsChanged)
    throw new Error('the scan of the sources wrote other rows than it read, and DuckDB gave no error')
  const rows = counts.map(({ distinct }) => distinct)
  return {
    tally: { rows: sum(rows), duplicates: passed - sum(rows), verdicts: removed },
    rows,
    load: async part => {
      const files = filesOf(part)
      if (!files) return
      await connection.run(`CREATE TABLE ${tableOf(part)} AS ${partQuery(files, query.columns, order)}`)
      const answer = await connection.runAndReadAll(`SELECT count(*) FROM ${tableOf(part)}`)
      const made = Number(answer.getRows()[0]![0])
      if (made !== rows[part]) throw new Error(`part ${part} of the plan has ${made} rows, and had ${rows[part]}`)
    },
    drop: async part => {
      await connection.run(`DROP TABLE IF EXISTS ${tableOf(part)}`)
    },
  }
}

interface Counts {
  readonly all: number
  readonly distinct: number
}

const countOf = async (connection: DuckDBConnection, files: string | null, order: Order): Promise<Counts> => {
  if (!files) return { all: 0, distinct: 0 }
  const distinct = order.isDeduplicated ? 'count(DISTINCT "key") + count(*) FILTER ("key" IS NULL)' : 'count(*)'
  const answer = await connection.runAndReadAll(`SELECT count(*), ${distinct} FROM ${files}`)
  const [all, kept] = answer.getRows()[0]!.map(Number)
  return { all: all!, distinct: kept! }
}

const verdictsOf = async (connection: DuckDBConnection, files: string | null): Promise<Map<number, number>> => {
  if (!files) return new Map()
  const answer = await connection.runAndReadAll(`SELECT verdict, count(*) FROM ${files} GROUP BY verdict`)
  return new Map(answer.getRows().map(([verdict, rows]) => [Number(verdict), Number(rows)]))
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
