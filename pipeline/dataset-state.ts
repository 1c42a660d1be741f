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
  let state = untouched(shards.length)
  for await (const stats of readAll(out, plan, shards)) state = after(state, stats)
  return state
}

/** How a dataset stands whose shards say this of themselves. */
export const stateOf = (plan: Pick<Plan, 'shards'>, shards: readonly ShardStats[]): DatasetState =>
  shards.reduce(after, untouched(plan.shards))

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

const untouched = (planned: number): DatasetState => ({
  shards: { planned, done: 0 },
  rows: { planned: 0, written: 0, rejected: 0 },
  bytes: 0,
  losses: {},
  healed: 0,
  counts: {},
})

const after = ({ shards, rows, bytes, losses, healed, counts }: DatasetState, stats: ShardStats): DatasetState => ({
  shards: { ...shards, done: shards.done + 1 },
  rows: {
    planned: rows.planned + stats.planned,
    written: rows.written + stats.data.rows,
    rejected: rows.rejected + stats.rejects.rows,
  },
  bytes: bytes + stats.data.bytes,
  losses: addLosses([losses, stats.reasons]),
  healed: (stats.retries ?? []).reduce((sum, retry) => sum + retry.healed, healed),
  counts: addFigures([counts, stats.counts]),
})
