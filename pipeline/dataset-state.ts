import { shardFiles } from '../data/shards/layout.ts'
import type { Figures } from './item.ts'
import type { Plan } from './plan.ts'
import { addFigures, addLosses, type Losses, readStats, type ShardStats } from './stats.ts'

/** How a dataset stands, from the stats of the shards that are done. */
export interface DatasetState {
  readonly shards: { readonly planned: number; readonly done: number }
  /** Rows of the shards that are done. */
  readonly rows: { readonly planned: number; readonly written: number; readonly rejected: number }
  readonly bytes: number
  readonly losses: Losses
  /** Written rows that were rejected at first and healed by a retry. */
  readonly healed: number
  /** What stages counted, such as the words that candidates left out. */
  readonly counts: Figures
}

export const readState = async (out: string, plan: Plan): Promise<DatasetState> => {
  const shards: ShardStats[] = []
  for (let shard = 0; shard < plan.shards; shard += 1) {
    const stats = await readStats(shardFiles(out, shard, plan.shards).stats)
    // Notes are of single rows: a state needs none of them, and those of a thousand shards are many.
    if (stats !== null) shards.push({ ...stats, notes: {} })
  }
  return stateOf(plan, shards)
}

/** How a dataset stands whose shards say this of themselves. */
export const stateOf = (plan: Pick<Plan, 'shards'>, shards: readonly ShardStats[]): DatasetState => {
  const state = { done: 0, planned: 0, written: 0, rejected: 0, bytes: 0, healed: 0 }
  for (const stats of shards) addTo(state, stats)
  const { done, bytes, healed, ...rows } = state
  const losses = addLosses(shards.map(({ reasons }) => reasons))
  const counts = addFigures(shards.map(stats => stats.counts))
  return { shards: { planned: plan.shards, done }, rows, bytes, losses, healed, counts }
}

const addTo = (
  state: { done: number; planned: number; written: number; rejected: number; bytes: number; healed: number },
  stats: ShardStats,
) => {
  state.done += 1
  state.planned += stats.planned
  state.written += stats.data.rows
  state.rejected += stats.rejects.rows
  state.bytes += stats.data.bytes
  for (const { healed } of stats.retries ?? []) state.healed += healed
}
