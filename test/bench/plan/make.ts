import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { root } from '../../support/root.ts'

/** Rows of the benchmark's source; 14,675 of them survive preset v1, at random positions. */
export const sourceRows = 5_000_000

/**
 * The source of `bench plan`: LAION's ten columns, zstd, URLs of about 90 characters and texts of about 68, everything
 * derived from md5 of the row number. Made once (about 15 s), then found again; the name changes with the recipe of it.
 */
export const makeSource = async (folder: string = join(root, 'test', 'bench', 'out', 'data')): Promise<string> => {
  const path = join(folder, `laion-${sourceRows}-1.parquet`)
  if (existsSync(path)) return path
  mkdirSync(dirname(path), { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${rows}) TO '${path}.tmp' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`)
  connection.closeSync()
  instance.closeSync()
  renameSync(`${path}.tmp`, path)
  return path
}

/** SQL of URL, TEXT, WIDTH and HEIGHT, as long as LAION's, of `m`, `a` and `b`: the md5 of a row's number, its lower and upper half. */
export const webColumns = `
    concat('https://cdn', a % 30011, '.example.com/wp-content/uploads/', 2005 + b % 18, '/', 1 + b // 7 % 12, '/',
      m[1:24], '-', a % 997, 'x', b % 701, '.jpg') AS URL,
    concat('a ', ['red', 'blue', 'green', 'old', 'large', 'vintage', 'small', 'white'][1 + (a % 8)::INT], ' ', m[3:9],
      ' photograph of ', m[11:19], ' beside the ', ['river', 'house', 'mountain', 'table'][1 + (b % 4)::INT],
      ' in ', m[20:27]) AS TEXT,
    (200 + a % 1800)::DOUBLE AS WIDTH,
    (200 + b % 1800)::DOUBLE AS HEIGHT`

const rows = `
  WITH numbers AS (
    SELECT md5(i::VARCHAR) AS m, md5_number_lower(i::VARCHAR) AS a, md5_number_upper(i::VARCHAR) AS b
    FROM range(${sourceRows}) t(i)),
  draws AS (
    SELECT *, (a % 1000000007) / 1000000007.0 AS u, (a // 16777216 % 1000003) / 1000003.0 AS w,
      (b // 16777216 % 1000033) / 1000033.0 AS x
    FROM numbers)
  SELECT
    ${webColumns},
    round(0.28 + 0.2 * w * w, 6)::DOUBLE AS similarity,
    (a::HUGEINT - 9223372036854775808)::BIGINT AS hash,
    round(x * x * x * x, 6)::DOUBLE AS punsafe,
    round(w * x, 6)::DOUBLE AS pwatermark,
    round(7 + (0.0035 - u) * 2.5, 6)::DOUBLE AS aesthetic,
    'en' AS LANGUAGE
  FROM draws`

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await makeSource())
