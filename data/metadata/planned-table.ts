import type { DuckDBConnection } from '@duckdb/node-api'
import { pathLiteral, textLiteral } from './literal.ts'
import { verdicts } from './query.ts'

/** Rows by what became of them: how many are planned, were copies, or broke a rule, by verdict. */
export interface Tally {
  readonly rows: number
  readonly duplicates: number
  readonly verdicts: ReadonlyMap<number, number>
}

/**
 * Runs an ordered query into a table: the planned rows first, in plan order, then what the rules removed. DuckDB keeps the
 * order of a sorted insert, and spills what does not fit.
 */
export const fillTable = async (connection: DuckDBConnection, table: string, sql: string): Promise<Tally> => {
  await connection.run(`CREATE TABLE ${table} AS ${sql}`)
  const answer = await connection.runAndReadAll(
    `SELECT verdict, count(*), max(place_before) FROM ${table} GROUP BY verdict`,
  )
  const counts = new Map(answer.getRows().map(([verdict, rows]) => [Number(verdict), Number(rows)]))
  const last = answer.getRows().find(([verdict]) => Number(verdict) === verdicts.endOfScan)
  if (!last) throw new Error('the scan of the sources ended early, and DuckDB gave no error')
  counts.delete(verdicts.endOfScan)
  // The last row's place counts the copies too, which the table no longer has.
  const judged = Number(last[2]) - 1
  const kept = [...counts.values()].reduce((sum, rows) => sum + rows, 0)
  const rows = counts.get(verdicts.passed) ?? 0
  counts.delete(verdicts.passed)
  return { rows, duplicates: judged - kept, verdicts: counts }
}

/** Rows `first` to `first + count` of a table. */
export interface Range {
  readonly table: string
  readonly first: number
  readonly count: number
}

/**
 * Writes ranges of tables, one behind the other, as a Parquet file of one row group. DuckDB writes it itself, because rows
 * that go through JavaScript cost four times as much.
 */
export const copyRanges = async (
  connection: DuckDBConnection,
  ranges: readonly Range[],
  columns: readonly string[],
  path: string,
  footer: PlannedFile['footer'],
): Promise<void> => {
  const metadata = Object.entries(footer).map(([key, value]) => `${textLiteral(key)}: ${textLiteral(value)}`)
  const names = columns.map(name => `"${name}"`).join(', ')
  const rows = ranges.map(
    ({ table, first, count }) => `SELECT ${names} FROM ${table} WHERE rowid >= ${first} AND rowid < ${first + count}`,
  )
  await connection.run(
    `COPY (${rows.join(' UNION ALL ')})
     TO ${pathLiteral(path)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {${metadata.join(', ')}})`,
  )
}

/** A part of the plan, and where it goes. */
export interface PlannedFile {
  readonly path: string
  readonly first: number
  readonly count: number
  readonly footer: { readonly [key: string]: string }
}
