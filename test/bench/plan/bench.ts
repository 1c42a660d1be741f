import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { textLiteral } from '../../../data/metadata/literal.ts'
import { root } from '../../support/root.ts'
import { type Answer, type Benchmark, difference } from '../benchmark.ts'
import { fullRows, makeFullSource } from './full-source.ts'
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
        command: folder => softpaPlan(source, folder),
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

/** What `softpa plan` gives DuckDB on two cores. */
const memoryMib = 2048
/** As img2dataset has it: a thousand rows would be 47,500 files. */
const rowsPerShard = 10_000

/** Everything that a plan can be asked to do at once: nothing is filtered, so that every row is sorted and written. */
export const planFull: Benchmark = {
  name: 'plan-full',
  about: `wall seconds of one DuckDB COPY (distinct on url, order by hash) of ${fullRows / 1e6} M rows / of \`softpa plan\`, both at ${memoryMib} MiB`,
  figure: 'wall',
  threshold: 0.7,
  pairs: 1,
  isLong: true,
  async prepare() {
    const source = await makeFullSource()
    const set = ['--set', `plan.rowsPerShard=${rowsPerShard}`]
    const files = [source, memoryMib, cores].map(String)
    return {
      ours: {
        name: 'softpa plan',
        cores,
        command: folder => [...softpaPlan(source, folder), ...set],
        answer: async ({ folder }) => urlsIn(join(folder, 'plan', '*.parquet'), 'url'),
      },
      peer: {
        name: 'DuckDB COPY',
        cores,
        command: folder => [
          process.execPath,
          compiled('test/bench/plan/full-peer.js'),
          files[0]!,
          folder,
          ...files.slice(1),
        ],
        answer: async ({ folder }) => urlsIn(join(folder, 'planned.parquet'), 'URL'),
      },
    }
  },
  compare: difference,
}

const softpaPlan = (source: string, folder: string) => [
  process.execPath,
  compiled('pipeline/softpa.cjs'),
  ...['plan', 'fetch', '--source', source, '--out', folder],
]

/** Rows, and a sum over their URLs that does not know their order. */
const urlsIn = async (files: string, column: string): Promise<Answer> => {
  const [items, hashes] = await rowOf(
    `SELECT count(*), sum(hash(${column})::HUGEINT) FROM read_parquet(${textLiteral(files)})`,
  )
  return { items: Number(items), hashes: String(hashes) }
}

/** Rows in the plan files, and the exact sums over them that the peer prints too. */
const planned = async (folder: string): Promise<Answer> => {
  const files = textLiteral(join(folder, 'plan', '*.parquet'))
  const [rows, urlCharacters, hashSum] = await rowOf(
    `SELECT count(*), sum(length(url)), sum(hash::HUGEINT) FROM read_parquet(${files})`,
  )
  return { items: Number(rows), urlCharacters: Number(urlCharacters), hashSum: String(hashSum) }
}

const rowOf = async (sql: string) => {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRows()[0] ?? []
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
