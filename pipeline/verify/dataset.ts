import pLimit from 'p-limit'
import { runFiles, stagedFolder } from '../../data/shards/layout.ts'
import { stat } from '../../data/storage/files.ts'
import { allShards, numbered, readPlan } from '../plan.ts'
import { pool } from '../pool.ts'
import { findRecipe } from '../recipes/names.ts'
import { readRecipe } from '../resolved-recipe.ts'
import { shardColumns } from '../shard-columns.ts'
import { parseShards } from '../shard-range.ts'
import { inOrder } from '../shelf.ts'
import { checkPlan } from './plan.ts'
import { checkShard, type ShardCheck } from './shard.ts'

/** Decode pictures too; look at a range of shards alone, and leave the plan as a whole to others. */
export interface VerifyArguments {
  readonly decode?: boolean
  readonly shards?: string
}

/** Sentences that name what is wrong with a dataset; none where all is as it was written. */
export async function* verifyDataset(
  out: string,
  { decode = false, shards }: VerifyArguments,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const plan = await readPlan(out)
  const recipe = await readRecipe(runFiles(out).recipe)
  if (recipe === null) return yield 'recipe.json is missing'
  if (recipe.hash !== plan.recipe) yield `recipe.json has hash ${recipe.hash}, the plan was made with ${plan.recipe}`
  const columns = shardColumns(findRecipe(recipe.recipe).build(recipe.options, recipe.seed))
  if (shards === undefined) {
    let sound = true
    for await (const finding of checkPlan(out, plan, signal)) {
      sound = false
      yield finding
    }
    if (!sound) return
  }
  const isRetried = (await stat(stagedFolder(out))) !== null
  const check = { out, plan, columns, decode, signal, isRetried }
  yield* checkShards(check, shards === undefined ? allShards(plan) : parseShards(shards, plan.shards))
}

/** While one shard is read another is looked at. */
const checkedAtOnce = 4

async function* checkShards(check: ShardCheck, shards: readonly number[]): AsyncGenerator<string> {
  const look = async ({ index, shard }: { index: number; shard: number }) => {
    const findings: string[] = []
    for await (const finding of checkShard(check, shard)) findings.push(finding)
    return { index, findings }
  }
  const { signal } = check
  for await (const { findings } of inOrder(pool(numbered(shards), pLimit(checkedAtOnce), look, signal))) {
    signal.throwIfAborted()
    yield* findings
  }
}
