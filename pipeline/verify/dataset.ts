import { runFiles } from '../../data/shards/layout.ts'
import { type Plan, readPlan } from '../plan.ts'
import { findRecipe } from '../recipes/names.ts'
import { readRecipe } from '../resolved-recipe.ts'
import { shardColumns } from '../shard-columns.ts'
import { checkPlan } from './plan.ts'
import { checkShard } from './shard.ts'

/** Sentences that name what is wrong with a dataset; none where all is as it was written. */
export async function* verifyDataset(out: string, decode: boolean, signal: AbortSignal): AsyncGenerator<string> {
  const plan: Plan = await readPlan(out)
  const recipe = await readRecipe(runFiles(out).recipe)
  if (recipe === null) return yield 'recipe.json is missing'
  if (recipe.hash !== plan.recipe) yield `recipe.json has hash ${recipe.hash}, the plan was made with ${plan.recipe}`
  const columns = shardColumns(findRecipe(recipe.recipe).build(recipe.options, recipe.seed))
  let sound = true
  for await (const finding of checkPlan(out, plan, signal)) {
    sound = false
    yield finding
  }
  if (!sound) return
  for (let shard = 0; shard < plan.shards; shard += 1) {
    signal.throwIfAborted()
    yield* checkShard({ out, plan, columns, decode, signal }, shard)
  }
}
