import { cardText } from '../data/shards/card.ts'
import { runFiles } from '../data/shards/layout.ts'
import { writeAtomically } from '../data/storage/files.ts'
import { type DatasetState, readState } from './dataset-state.ts'
import type { Plan } from './plan.ts'
import type { Chain } from './recipe.ts'
import type { ResolvedRecipe } from './resolved-recipe.ts'
import { shardColumns } from './shard-columns.ts'

/** Writes the dataset card once every shard is done, by whichever process made the last; answers how the dataset stands. */
export const finishDataset = async (
  out: string,
  plan: Plan,
  chain: Chain,
  resolved: ResolvedRecipe,
): Promise<DatasetState> => {
  const state = await readState(out, plan)
  if (state.shards.done < state.shards.planned) return state
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
