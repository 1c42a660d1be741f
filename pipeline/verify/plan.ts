import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { openDatabase } from '../../data/metadata/database.ts'
import { shardFiles } from '../../data/shards/layout.ts'
import { readFooter } from '../../data/shards/reader.ts'
import { type Plan, rowsOfShard } from '../plan.ts'

/** Sentences that name what is wrong with the plan files; none where they are as planned and no key comes twice. */
export async function* checkPlan(out: string, plan: Plan, signal: AbortSignal): AsyncGenerator<string> {
  const digests: string[] = []
  for (let shard = 0; shard < plan.shards; shard += 1) {
    signal.throwIfAborted()
    const path = shardFiles(out, shard, plan.shards).plan
    const bytes = await readFile(path).catch(error => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    if (bytes === null) return yield `${relative(out, path)} is missing`
    digests.push(createHash('sha256').update(bytes).digest('hex'))
    const { rows } = await readFooter(path)
    if (rows !== rowsOfShard(plan, shard))
      yield `${relative(out, path)} has ${rows} rows, planned were ${rowsOfShard(plan, shard)}`
  }
  if (createHash('sha256').update(digests.join('\n')).digest('hex') === plan.filesSha256)
    yield* repeatedKeys(out, signal)
  else yield 'plan/ holds other files than were planned: their sha256 differs from plan.json'
}

// In DuckDB, because 52 million keys do not fit into a Set.
async function* repeatedKeys(out: string, signal: AbortSignal): AsyncGenerator<string> {
  const database = await openDatabase({ signal })
  try {
    const files = join(out, 'plan', '*.parquet').replaceAll("'", "''")
    const sql = `SELECT key FROM read_parquet('${files}') GROUP BY key HAVING count(*) > 1 ORDER BY key LIMIT 20`
    const repeated = await database.connection.runAndReadAll(sql)
    for (const [key] of repeated.getRows()) yield `plan/ has key ${key} more than once`
  } finally {
    await database.close()
  }
}
