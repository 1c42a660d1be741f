import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { root } from '../../support/root.ts'
import { webColumns } from './make.ts'

const files = 10
const rowsOfFile = 5_000_000
/** Of all rows; every twentieth has the URL of a row before it. */
export const fullRows = files * rowsOfFile

/**
 * The source of `bench plan-full`: LAION's columns, every row above every threshold, URLs and texts as long as
 * `make.ts` has them, 4 GB. Made once (some minutes), then found again.
 */
export const makeFullSource = async (): Promise<string> => {
  const folder = join(root, 'test/bench/out/data', `laion-full-${fullRows}-1`)
  if (existsSync(folder)) return folder
  mkdirSync(`${folder}.tmp`, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (let file = 0; file < files; file += 1) {
    const path = join(`${folder}.tmp`, `part-${file}.parquet`)
    if (existsSync(path)) continue
    await connection.run(`COPY (${rowsFrom(file * rowsOfFile)}) TO '${path}.part' (FORMAT parquet, COMPRESSION zstd)`)
    renameSync(`${path}.part`, path)
  }
  connection.closeSync()
  instance.closeSync()
  renameSync(`${folder}.tmp`, folder)
  return folder
}

const rowsFrom = (first: number) => `
  WITH numbers AS (
    SELECT md5(i::VARCHAR) AS m, md5_number_lower(i::VARCHAR) AS a, md5_number_upper(i::VARCHAR) AS b
    FROM (SELECT if(r % 20 = 19, r // 40 * 20 + 3, r) AS i FROM range(${first}, ${first + rowsOfFile}) t(r)))
  SELECT
    ${webColumns},
    round(0.28 + 0.2 * (a % 1009) / 1009, 6)::DOUBLE AS similarity,
    (a::HUGEINT - 9223372036854775808)::BIGINT AS hash,
    round((b % 499) / 1000.0, 6)::DOUBLE AS punsafe,
    round((a % 797) / 1000.0, 6)::DOUBLE AS pwatermark,
    round(7.001 + (b % 2003) / 1001.0, 6)::DOUBLE AS aesthetic,
    'en' AS LANGUAGE
  FROM numbers`
