import { cardText } from '../data/shards/card.ts'
import { runFiles } from '../data/shards/layout.ts'
import { writeAtomically } from '../data/storage/files.ts'
import { type DatasetState, readState } from './dataset-state.ts'
import { findDone } from './done.ts'
import { allShards, type Plan } from './plan.ts'
import type { Chain } from './recipe.ts'
import type { ResolvedRecipe } from './resolved-recipe.ts'
import { shardColumns } from './shard-columns.ts'

/**
 * Writes the dataset card once every shard is done, by whichever process made the last. Answers how the dataset stands, or,
 * where not all is done, these shards of it: a thousand tasks of an array need not all read everything.
 */
export const finishDataset = async (
  out: string,
  plan: Plan,
  chain: Chain,
  resolved: ResolvedRecipe,
  shards: readonly number[] = allShards(plan),
): Promise<DatasetState> => {
  if ((await findDone(out, allShards(plan), plan.shards)).length < plan.shards) return readState(out, plan, shards)
  const state = await readState(out, plan)
  const rejects = Object.fromEntries(Object.entries(state.losses).map(([reason, { rows }]) => [reason, rows]))
  const card = cardText({
    title: `softpa ${resolved.recipe}: ${state.rows.written} rows`,
    columns: shardColumns(chain),
    planned: state.rows.planned,
    written: state.rows.written,
    rejects,
    bytes: state.bytes,
    recipe: resolved,
  })
  await writeAtomically(runFiles(out).card, card)
  return state
}
