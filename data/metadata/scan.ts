import type { Value } from '../../schemas/column.ts'
import type { laionColumns, planColumns } from '../../schemas/laion.ts'
import type { ColumnMap } from './column-map.ts'
import type { Resources } from './database.ts'
import { scanPictures } from './picture-scan.ts'
import { scanQuery } from './query.ts'
import type { Filter, RuleName } from './rule.ts'
import type { SourceFile } from './source.ts'
import { scanTables } from './table-scan.ts'

/** Planned rows as columns of one length; of LAION's columns those that the sources have. */
export type PlannedBatch = { readonly [K in keyof typeof planColumns]: readonly Value<(typeof planColumns)[K]>[] } & {
  readonly [K in keyof typeof laionColumns]?: readonly Value<(typeof laionColumns)[K]>[]
}

/** Where every row of the sources went: `inputRows` = the removed + `duplicates` + `rows`. */
export interface ScanSummary {
  readonly inputRows: number
  /** In the order of the rules; `missing` of the `rows` were removed because the value was null or NaN. */
  readonly removed: readonly { readonly rule: RuleName; readonly rows: number; readonly missing: number }[]
  readonly duplicates: number
  readonly rows: number
}

/** What a scan counts while it runs; verdicts as `Query.rules` numbers them. */
export interface Tally {
  rows: number
  duplicates: number
  readonly verdicts: Map<number, number>
}

export interface ScanOptions extends Resources {
  readonly seed: number
  /** `auto` shuffles, except sources that hold images: reading those in random order would read everything many times. */
  readonly shuffle?: 'auto' | boolean
  /** Keeps of equal keys (equal URLs, or equal pictures) the first in source order; true where absent. */
  readonly dedup?: boolean
}

export interface Scan {
  /** The planned rows in plan order, at least 2,048 a batch but for the last. The same for every number of threads. */
  readonly batches: AsyncGenerator<PlannedBatch, void>
  /** After the last batch. */
  summary(): ScanSummary
}

/**
 * Reads the metadata once: filter, keys, order, dedup. Plan order is that of md5 over `<seed>:<key>`, the same on every
 * machine; memory stays bounded because DuckDB's sort spills.
 */
export const scan = (files: readonly SourceFile[], map: ColumnMap, filter: Filter, options: ScanOptions): Scan => {
  const order = {
    seed: options.seed,
    isShuffled: options.shuffle === 'auto' || options.shuffle === undefined ? !map.holdsImages : options.shuffle,
    isDeduplicated: options.dedup ?? true,
  }
  const inputRows = files.reduce((sum, { rows }) => sum + rows, 0)
  const folders = files.filter(file => file.kind === 'images')
  let summary: ScanSummary | null = null
  const run = async function* () {
    const query = scanQuery(
      files.map(({ path }) => path),
      map,
      filter,
      order,
    )
    const tally = yield* folders.length > 0 ? scanPictures(folders, order) : scanTables(query, options)
    summary = summarise(
      inputRows,
      query.rules.map(({ rule }) => rule),
      tally,
    )
  }
  return {
    batches: run(),
    summary: () => {
      if (summary) return summary
      throw new Error('the summary was asked before the last batch was read')
    },
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
