import { createRequire } from 'node:module'

/**
 * The peer of `bench plan-full`, a process of its own: DuckDB deduplicates, orders and writes the same rows by one COPY.
 * Usage: node full-peer.js <folder of Parquet files> <folder to write to> <memory limit in MiB> <threads>
 */
const [source = '', out = '', memoryMib = '2048', threads = '2'] = process.argv.slice(2)
const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api')
const instance = await DuckDBInstance.create(':memory:', {
  threads,
  memory_limit: `${memoryMib}MiB`,
  temp_directory: `${out}/spill`,
  preserve_insertion_order: 'false',
})
const connection = await instance.connect()
const [from, to] = [`${source}/*.parquet`, `${out}/planned.parquet`].map(path => `'${path.replaceAll("'", "''")}'`)
// DISTINCT ON (URL) keeps its rows in memory and fails at 4 GiB; whole rows are spilled, and here equal URLs are equal rows.
await connection.run(`
  COPY (SELECT DISTINCT * FROM read_parquet(${from}) ORDER BY hash(URL))
  TO ${to} (FORMAT parquet, COMPRESSION zstd)`)
