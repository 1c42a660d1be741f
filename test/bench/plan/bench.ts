import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { root } from '../../support/root.ts'
import { type Answer, type Benchmark, difference } from '../benchmark.ts'
import { makeSource } from './make.ts'

const compiled = (file: string) => join(root, 'dist', file)
const cores = 2

/** The scan alone against the whole of `softpa plan`: opening, filters, keys, order, plan files. */
export const plan: Benchmark = {
  name: 'plan',
  about: "CPU of DuckDB's own aggregate over 5 M rows of metadata / CPU of `softpa plan` over the same",
  figure: 'cpu',
  threshold: 0.7,
  pairs: 5,
  async prepare() {
    const source = await makeSource()
    return {
      ours: {
        name: 'softpa plan',
        cores,
        command: folder => [
          process.execPath,
          compiled('pipeline/softpa.cjs'),
          'plan',
          'fetch',
          '--source',
          source,
          '--out',
          folder,
        ],
        answer: ({ folder }) => planned(folder),
      },
      peer: {
        name: 'DuckDB aggregate',
        cores,
        command: () => [process.execPath, compiled('test/bench/plan/peer.js'), source, String(cores)],
        answer: async ({ stdout }) => {
          const { rows, urlCharacters, hashSum } = JSON.parse(stdout)
          return { items: rows, urlCharacters, hashSum }
        },
      },
    }
  },
  compare: difference,
}

/** Rows in the plan files, and the exact sums over them that the peer prints too. */
const planned = async (folder: string): Promise<Answer> => {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    const files = join(folder, 'plan', '*.parquet').replaceAll("'", "''")
    const reader = await connection.runAndReadAll(
      `SELECT count(*), sum(length(url)), sum(hash::HUGEINT) FROM read_parquet('${files}')`,
    )
    const [rows, urlCharacters, hashSum] = reader.getRows()[0] ?? []
    return { items: Number(rows), urlCharacters: Number(urlCharacters), hashSum: String(hashSum) }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
