import { createRequire } from 'node:module'

/**
 * The peer of `bench plan`, a process of its own: DuckDB's own aggregate over the same ten columns and the same rows, no
 * row handed to JavaScript. Loads DuckDB as softpa does (`require`), which is the cheaper way.
 * Usage: node peer.js <file> [threads]; prints one JSON line.
 */
const [file, threads = '2'] = process.argv.slice(2)
if (!file) throw new Error('wanted the path of a Parquet file')
const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api')
const instance = await DuckDBInstance.create(':memory:', { threads })
const connection = await instance.connect()
const answer = await connection.runAndReadAll(`
  SELECT count(*) AS rows, sum(length(URL)) AS url_characters, sum(hash) AS hash_sum, sum(length(TEXT)) AS text_characters,
    sum(WIDTH) AS widths, sum(HEIGHT) AS heights, max(similarity), max(punsafe), max(pwatermark), max(aesthetic),
    max(LANGUAGE)
  FROM read_parquet('${file.replaceAll("'", "''")}')
  WHERE aesthetic > 7 AND punsafe < 0.5 AND pwatermark < 0.8`)
const [rows, urlCharacters, hashSum] = answer.getRows()[0]!
const { user, system } = process.cpuUsage()
console.log(
  JSON.stringify({
    rows: Number(rows),
    urlCharacters: Number(urlCharacters),
    hashSum: String(hashSum),
    cpuSeconds: (user + system) / 1e6,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    threads: Number(threads),
  }),
)
