import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { openDatabase } from '../../data/metadata/database.ts'
import { sourceLiteral } from '../../data/metadata/literal.ts'
import { mirrorColumns } from '../../data/metadata/mirror.ts'
import { shardFiles } from '../../data/shards/layout.ts'
import { readFooter } from '../../data/shards/reader.ts'
import { isRemote, nameIn } from '../../data/storage/address.ts'
import { readBytes } from '../../data/storage/files.ts'
import { inMemory } from '../../data/storage/held-file.ts'
import { allShards, numbered, type Plan, rowsOfShard } from '../plan.ts'
import { pool } from '../pool.ts'
import { inOrder } from '../shelf.ts'

/** Sentences that name what is wrong with the plan files; none where they are as planned and no key comes twice. */
export async function* checkPlan(out: string, plan: Plan, signal: AbortSignal): AsyncGenerator<string> {
  const digests: string[] = []
  const read = async ({ index, shard }: { index: number; shard: number }) => {
    const path = shardFiles(out, shard, plan.shards).plan
    return { index, shard, path, file: await readPlanFile(path, signal) }
  }
  const files = inOrder(pool(numbered(allShards(plan)), pLimit(readAtOnce), read, signal))
  for await (const { shard, path, file } of files) {
    signal.throwIfAborted()
    if (file === null) return yield `${nameIn(out, path)} is missing`
    digests.push(file.digest)
    if (file.rows !== rowsOfShard(plan, shard))
      yield `${nameIn(out, path)} has ${file.rows} rows, planned were ${rowsOfShard(plan, shard)}`
  }
  if (createHash('sha256').update(digests.join('\n')).digest('hex') === plan.filesSha256)
    yield* repeatedKeys(out, plan, signal)
  else yield 'plan/ holds other files than were planned: their sha256 differs from plan.json'
}

const readAtOnce = 16

const readPlanFile = async (path: string, signal: AbortSignal) => {
  const bytes = await readBytes(path, signal)
  if (bytes === null) return null
  const { rows } = await readFooter(path, async () => inMemory(bytes))
  return { rows, digest: createHash('sha256').update(bytes).digest('hex') }
}

/** DuckDB keeps what it knows of every file of a query, and is no faster with more. */
const filesOfQuery = 100

// In DuckDB, because 52 million keys do not fit into a Set.
async function* repeatedKeys(out: string, plan: Plan, signal: AbortSignal): AsyncGenerator<string> {
  const database = await openDatabase({ signal })
  const { connection } = database
  try {
    const files = await keyFiles(out, plan, database.folder, signal)
    await connection.run('CREATE TEMP TABLE keys (key VARCHAR)')
    for (let first = 0; first < files.length; first += filesOfQuery) {
      const some = files.slice(first, first + filesOfQuery).map(sourceLiteral)
      await connection.run(`INSERT INTO keys SELECT key FROM read_parquet([${some.join(', ')}])`)
    }
    const sql = 'SELECT key FROM keys GROUP BY key HAVING count(*) > 1 ORDER BY key LIMIT 20'
    const repeated = await connection.runAndReadAll(sql)
    for (const [key] of repeated.getRows()) yield `plan/ has key ${key} more than once`
  } finally {
    await database.close()
  }
}

/** Files of this machine, where DuckDB can read them, with the keys of all plan files: themselves, or copies in a folder. */
const keyFiles = async (out: string, plan: Plan, folder: string, signal: AbortSignal): Promise<string[]> => {
  const placeOf = (shard: number) => shardFiles(out, shard, plan.shards).plan
  if (!isRemote(out)) return allShards(plan).map(placeOf)
  const mirror = async ({ shard }: { shard: number }) => {
    const copy = join(folder, `${shard}.parquet`)
    await mirrorColumns({ path: placeOf(shard), version: null }, ['key'], copy, signal)
    return copy
  }
  const copies: string[] = []
  for await (const copy of pool(numbered(allShards(plan)), pLimit(readAtOnce), mirror, signal)) copies.push(copy)
  return copies
}
