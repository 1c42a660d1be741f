import { runFiles, shardFiles } from '../../data/shards/layout.ts'
import { openHeld } from '../../data/storage/held-file.ts'
import { UsageError } from '../errors.ts'
import { count } from '../face/table.ts'
import { type Plan, readPlan, rowsOfShard } from '../plan.ts'
import { type ResolvedRecipe, readRecipe } from '../resolved-recipe.ts'
import { type Made, readMade } from './made.ts'
import { findPlace, type PlannedPlace } from './planned-place.ts'
import { isKey, keyOf } from './row-key.ts'
import { readRow, type Values } from './stored-row.ts'

/** What is known of one row of a dataset. Rows and shards are counted from 0. */
export interface RowHistory {
  readonly key: string
  readonly state: 'not done' | 'written' | 'rejected'
  readonly source: Origin
  /** `rows` are those of the shard. */
  readonly planned: PlannedPlace & Pick<Plan, 'id' | 'order' | 'shards'> & { readonly rows: number }
  readonly recipe: Pick<ResolvedRecipe, 'hash' | 'seed'> & { readonly name: string }
  /** Null until the shard is done. */
  readonly made: Made | null
}

interface Origin {
  readonly path: string
  readonly row: number
  /** The folder of the softpa dataset that the source is a shard of, where the row has a history of its own; else null. */
  readonly dataset: string | null
  /** What the plan file took from the source. */
  readonly columns: Values
}

/**
 * Reads the history of the row of the dataset `out` that is named by its key, or by its URL or text.
 * @throws UsageError where there is no dataset, or no such row
 */
export const readHistory = async (out: string, what: string): Promise<RowHistory> => {
  const key = keyOf(what)
  const plan = await readPlan(out)
  const recipe = await readRecipe(runFiles(out).recipe)
  if (recipe === null) throw new UsageError(`${out} has a plan and no recipe.json: look with softpa verify`)
  const place = await findPlace(out, plan, key)
  if (place === null) throw new UsageError(notPlanned(out, plan, what))
  const known = await readRow(shardFiles(out, place.shard, plan.shards).plan, place.row, openHeld())
  const { key: _, source_file, source_row, ...columns } = known
  const { path } = plan.sources[source_file as number]!
  const made = await readMade({ out, plan, recipe, place, known })
  return {
    key,
    state: made === null ? 'not done' : made.rejected ? 'rejected' : 'written',
    source: { path, row: Number(source_row), dataset: datasetOf(path, plan), columns },
    planned: { ...place, id: plan.id, order: plan.order, shards: plan.shards, rows: rowsOfShard(plan, place.shard) },
    recipe: { name: recipe.recipe, hash: plan.recipe, seed: plan.seed },
    made,
  }
}

const datasetOf = (path: string, { parents }: Plan): string | null =>
  parents.length === 0 ? null : (/^(.+)\/data\/train-\d+-of-\d+\.parquet$/.exec(path)?.[1] ?? null)

const notPlanned = (out: string, { rows, summary }: Plan, what: string): string => {
  const named = isKey(what) ? '' : `, that of ${what}`
  const removed = summary.removed.reduce((sum, rule) => sum + rule.rows, 0)
  const hint =
    removed === 0
      ? 'no rule of the filter removed any'
      : `the filter removed ${count(removed)} of the ${count(summary.inputRows)} rows of the sources, and their keys are not kept`
  return `none of the ${count(rows)} rows that ${out} plans has the key ${keyOf(what)}${named}: ${hint}; give 32 hexadecimal digits, or the URL as the metadata spells it`
}
