import type { DuckDBConnection } from '@duckdb/node-api'
import { verdicts } from './query.ts'

/** What the planned rows would ask of the web. */
export interface Forecast {
  /** Requests, one a row with a URL; redirects and repetitions come on top. */
  readonly requests: number
  readonly hosts: number
  /** Those that are asked most, most first. */
  readonly busiest: readonly { readonly host: string; readonly requests: number }[]
  /** Pixels of all pictures by their declared sizes; rows without one count as the mean of the others; null where none has one. */
  readonly pixels: number | null
}

const shownHosts = 10

/** Counts over the table `planned`, which has these columns. */
export const forecastOf = async (connection: DuckDBConnection, columns: readonly string[]): Promise<Forecast> => {
  if (!columns.includes('url')) return { requests: 0, hosts: 0, busiest: [], pixels: null }
  const isPlanned = `verdict = ${verdicts.passed} AND url IS NOT NULL`
  // A host without its port, without credentials, in lower case.
  const host = String.raw`lower(regexp_extract(url, '^[a-zA-Z]+://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]*)', 1))`
  const busiest = await connection.runAndReadAll(
    `SELECT ${host} AS host, count(*) AS requests, count(*) OVER () AS hosts FROM planned WHERE ${isPlanned}
     GROUP BY host ORDER BY requests DESC, host LIMIT ${shownHosts}`,
  )
  const isSized = columns.includes('declared_width') && columns.includes('declared_height')
  const pixels = isSized ? 'avg(declared_width::DOUBLE * declared_height)' : 'NULL'
  const whole = await connection.runAndReadAll(`SELECT count(*), count(*) * ${pixels} FROM planned WHERE ${isPlanned}`)
  const [requests, sum] = whole.getRows()[0]!
  const rows = busiest.getRows()
  return {
    requests: Number(requests),
    hosts: Number(rows[0]?.[2] ?? 0),
    busiest: rows.map(([name, count]) => ({ host: String(name), requests: Number(count) })),
    pixels: sum === null ? null : Math.round(Number(sum)),
  }
}
