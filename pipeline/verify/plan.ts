import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { openDatabase } from '../../data/metadata/database.ts'
import { mirrorColumns } from '../../data/metadata/mirror.ts'
import { shardFiles } from '../../data/shards/layout.ts'
import { readFooter } from '../../data/shards/reader.ts'
import { inFolder, isRemote, nameIn } from '../../data/storage/address.ts'
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

// In DuckDB, because 52 million keys do not fit into a Set.
async function* repeatedKeys(out: string, plan: Plan, signal: AbortSignal): AsyncGenerator<string> {
  const database = await openDatabase({ signal })
  try {
    const folder = isRemote(out) ? await mirrorKeys(out, plan, database.folder, signal) : inFolder(out, 'plan')
    const files = join(folder, '*.parquet').replaceAll("'", "''")
    const sql = `SELECT key FROM read_parquet('${files}') GROUP BY key HAVING count(*) > 1 ORDER BY key LIMIT 20`
    const repeated = await database.connection.runAndReadAll(sql)
    for (const [key] of repeated.getRows()) yield `plan/ has key ${key} more than once`
  } finally {
    await database.close()
  }
}

/** The keys of all plan files in a folder of this machine, where DuckDB can read them. */
const mirrorKeys = async (out: string, plan: Plan, folder: string, signal: AbortSignal): Promise<string> => {
  for (let shard = 0; shard < plan.shards; shard += 1) {
    const path = shardFiles(out, shard, plan.shards).plan
    await mirrorColumns({ path, version: null }, ['key'], join(folder, `${shard}.parquet`), signal)
  }
  return folder
}
