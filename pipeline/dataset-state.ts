import { shardFiles } from '../data/shards/layout.ts'
import type { Figures } from './item.ts'
import { allShards, type Plan } from './plan.ts'
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

/** The state of these shards, or of all. */
export const readState = async (out: string, plan: Plan, shards = allShards(plan)): Promise<DatasetState> => {
  const state = { done: 0, planned: 0, written: 0, rejected: 0, bytes: 0, healed: 0 }
  let losses: Losses = {}
  let counts: Figures = {}
  for await (const stats of readAll(out, plan, shards)) {
    addTo(state, stats)
    losses = addLosses([losses, stats.reasons])
    counts = addFigures([counts, stats.counts])
  }
  const { done, bytes, healed, ...rows } = state
  return { shards: { planned: shards.length, done }, rows, bytes, losses, healed, counts }
}

/** A store far away answers each in its own time. */
const readAtOnce = 32

/** The stats of the shards that are done, in their order. */
async function* readAll(out: string, plan: Plan, shards: readonly number[]): AsyncGenerator<ShardStats> {
  for (let first = 0; first < shards.length; first += readAtOnce) {
    const numbers = shards.slice(first, first + readAtOnce)
    for (const stats of await Promise.all(numbers.map(shard => readStats(shardFiles(out, shard, plan.shards).stats))))
      if (stats !== null) yield stats
  }
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
