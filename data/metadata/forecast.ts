import type { DuckDBConnection } from '@duckdb/node-api'
import { type Parts, tableOf } from './planned-parts.ts'
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

/** Counts over planned rows, part by part. */
export const forecastOf = async (
  connection: DuckDBConnection,
  parts: Parts,
  columns: readonly string[],
): Promise<Forecast> => {
  if (!columns.includes('url')) return { requests: 0, hosts: 0, busiest: [], pixels: null }
  // A host without its port, without credentials, in lower case.
  const host = String.raw`lower(regexp_extract(url, '^[a-zA-Z]+://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]*)', 1))`
  const isSized = columns.includes('declared_width') && columns.includes('declared_height')
  const pixels = isSized ? 'declared_width::DOUBLE * declared_height' : 'NULL::DOUBLE'
  await connection.run('CREATE TABLE asked (host VARCHAR, requests BIGINT, sized BIGINT, pixels DOUBLE)')
  for (const part of parts.rows.keys()) {
    if (parts.rows[part] === 0) continue
    await parts.load(part)
    await connection.run(
      `INSERT INTO asked SELECT ${host} AS host, count(*), count(${pixels}), sum(${pixels}) FROM ${tableOf(part)}
       WHERE verdict = ${verdicts.passed} AND url IS NOT NULL GROUP BY host`,
    )
    await parts.drop(part)
  }
  const busiest = await connection.runAndReadAll(
    `SELECT host, sum(requests) AS requests, count(*) OVER () AS hosts FROM asked
     GROUP BY host ORDER BY requests DESC, host LIMIT ${shownHosts}`,
  )
  const whole = await connection.runAndReadAll(
    'SELECT sum(requests), sum(requests) * sum(pixels) / nullif(sum(sized), 0) FROM asked',
  )
  const [requests, sum] = whole.getRows()[0]!
  const rows = busiest.getRows()
  return {
    requests: Number(requests),
    hosts: Number(rows[0]?.[2] ?? 0),
    busiest: rows.map(([name, count]) => ({ host: String(name), requests: Number(count) })),
    pixels: sum === null ? null : Math.round(Number(sum)),
  }
}
