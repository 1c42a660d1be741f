import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { onTestFinished } from 'vitest'
import { type ColumnMap, mapColumns } from '../../../../data/metadata/column-map.ts'
import { type FilterOptions, filterOptions } from '../../../../data/metadata/filter.ts'
import { type Filter, resolveFilter } from '../../../../data/metadata/rule.ts'
import { type ScanOptions, type ScanSummary, scan } from '../../../../data/metadata/scan.ts'
import { resolveSources, type SourceFile } from '../../../../data/metadata/source.ts'
import { readParquet } from '../../../../data/shards/reader.ts'

export const never: AbortSignal = new AbortController().signal

/** A folder that is gone after the test. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'softpa-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes what a SELECT answers as Parquet, and says where. */
export const writeParquet = async (path: string, select: string, more = ''): Promise<string> => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet${more})`)
    return path
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

export interface Planned {
  readonly files: readonly SourceFile[]
  readonly map: ColumnMap
  readonly filter: Filter
  /** Whole columns. */
  readonly rows: { readonly [column: string]: readonly unknown[] }
  readonly summary: ScanSummary
}

/** From patterns to planned rows, by the real way. */
export const plan = async (
  patterns: readonly string[],
  options: Partial<FilterOptions> = {},
  how: Partial<ScanOptions> & { rename?: { [role: string]: string } } = {},
): Promise<Planned> => {
  const files = await resolveSources(patterns, never)
  const map = mapColumns(files, { rename: how.rename ?? {} })
  const filter = resolveFilter(filterOptions.parse(options), map)
  const planned = await scan(files, map, filter, { seed: 1, signal: never, ...how })
  try {
    const path = join(temporaryFolder(), 'plan.parquet')
    await planned.write({ path, first: 0, count: planned.summary.rows, footer: { 'softpa.seed': '1' } })
    return { files, map, filter, rows: await readParquet(path), summary: planned.summary }
  } finally {
    await planned.close()
  }
}
