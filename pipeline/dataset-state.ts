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
  const state = { done: 0, planned: 0, written: 0, rejected: 0, bytes: 0, healed: 0 }
  let losses: Losses = {}
  let counts: Figures = {}
  for (let shard = 0; shard < plan.shards; shard += 1) {
    const stats = await readStats(shardFiles(out, shard, plan.shards).stats)
    if (stats === null) continue
    addTo(state, stats)
    losses = addLosses([losses, stats.reasons])
    counts = addFigures([counts, stats.counts])
  }
  const { done, bytes, healed, ...rows } = state
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
