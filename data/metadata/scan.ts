import { join } from 'node:path'
import type { ColumnMap } from './column-map.ts'
import { type Database, openDatabase, type Resources } from './database.ts'
import { type Forecast, forecastOf } from './forecast.ts'
import { fillPictures } from './picture-scan.ts'
import { onePart, type Parts, partBits, spreadParts, tableOf } from './planned-parts.ts'
import { openPlanned } from './planned-rows.ts'
import { fillTable, type PlannedFile, type Tally } from './planned-table.ts'
import { type Order, orderedQuery, type Query, scanQuery } from './query.ts'
import { readableFiles } from './readable.ts'
import type { Filter, RuleName } from './rule.ts'
import type { SourceFile } from './source.ts'

/** Where every row of the sources went: `inputRows` = the removed + `duplicates` + `rows`. */
export interface ScanSummary {
  readonly inputRows: number
  /** In the order of the rules; `missing` of the `rows` were removed because the value was null or NaN. */
  readonly removed: readonly { readonly rule: RuleName; readonly rows: number; readonly missing: number }[]
  readonly duplicates: number
  readonly rows: number
}

export interface ScanOptions extends Resources {
  readonly seed: number
  /** `auto` shuffles, except softpa's shards and sources that hold images: in random order everything would be read many times. */
  readonly shuffle?: 'auto' | boolean
  /** Keeps of equal keys (equal URLs, or equal pictures) the first in source order; true where absent. */
  readonly dedup?: boolean
}

/** Planned rows, in plan order. Close it when they are written. */
export interface Scan {
  readonly summary: ScanSummary
  /** Writes a part of the rows as a Parquet file of one row group, whole or not at all; answers its sha256. */
  write(file: PlannedFile): Promise<string>
  /** What the planned rows would ask of the web. */
  forecast(): Promise<Forecast>
  close(): Promise<void>
}

/**
 * Reads the metadata once: filter, keys, order, dedup. Plan order is that of md5 over `<seed>:<key>`, the same on every
 * machine and for every number of threads; memory stays bounded because DuckDB spills.
 */
export const scan = async (
  files: readonly SourceFile[],
  map: ColumnMap,
  filter: Filter,
  options: ScanOptions,
): Promise<Scan> => {
  const order = {
    seed: options.seed,
    isShuffled: options.shuffle === 'auto' || options.shuffle === undefined ? !isReadAgain(map) : options.shuffle,
    isDeduplicated: options.dedup ?? true,
  }
  const folders = files.filter(file => file.kind === 'images')
  const database = await openDatabase(options)
  try {
    const query = scanQuery(await readableFiles(files, map, database.folder, options.signal), map, filter)
    const inputRows = files.reduce((sum, { rows }) => sum + rows, 0)
    const parts =
      folders.length > 0
        ? onePart(await fillPictures(database.connection, tableOf(0), folders, order))
        : await plannedParts(database, query, order, inputRows)
    // An interrupt that comes between two queries stops neither.
    options.signal.throwIfAborted()
    const rules = query.rules.map(({ rule }) => rule)
    const planned = openPlanned(database, parts, query.columns)
    return {
      summary: summarise(inputRows, rules, parts.tally),
      write: file => unlessAborted(options.signal, () => planned.write(file)),
      forecast: () =>
        unlessAborted(options.signal, () =>
          forecastOf(database.connection, parts, folders.length > 0 ? [] : query.columns),
        ),
      close: async () => {
        await planned.rest()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    options.signal.throwIfAborted()
    throw error
  }
}

/** One table, or several where `inputRows` might not fit into memory: the planned rows are the same. */
const plannedParts = async (database: Database, query: Query, order: Order, inputRows: number): Promise<Parts> => {
  const { connection, folder, memoryBytes } = database
  const bits = order.isShuffled ? partBits(inputRows, memoryBytes) : 0
  if (bits > 0) return spreadParts(connection, query, order, bits, join(folder, 'parts'))
  return onePart(await fillTable(connection, tableOf(0), orderedQuery(query.judged, query.columns, order)))
}

/** Whether rows take columns from the sources once more, when shards are made. */
export const isReadAgain = (map: ColumnMap): boolean => map.holdsImages || map.exact

/** An interrupted query fails with DuckDB's words; the caller knows the abort by its own reason. */
const unlessAborted = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  signal.throwIfAborted()
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

const summarise = (
  inputRows: number,
  rules: readonly RuleName[],
  { rows, duplicates, verdicts }: Tally,
): ScanSummary => {
  const judged = [...verdicts.values()].reduce((sum, count) => sum + count, 0)
  // The reader skips the rows that break the first rule; they are what is left of the footers' row counts.
  const skipped = inputRows - judged - duplicates - rows
  const removed = rules.map((rule, index) => {
    const missing = verdicts.get(2 * index + 2) ?? 0
    return { rule, rows: (verdicts.get(2 * index + 1) ?? 0) + missing + (index === 0 ? skipped : 0), missing }
  })
  if (skipped < 0 || (skipped > 0 && rules.length < 2)) {
    throw new Error(`the scan answered ${inputRows - skipped} rows of sources whose footers count ${inputRows}`)
  }
  return { inputRows, removed, duplicates, rows }
}
