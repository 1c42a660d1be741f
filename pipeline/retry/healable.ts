import { shardFiles } from '../../data/shards/layout.ts'
import { readParquet } from '../../data/shards/reader.ts'
import { mayHeal, type Reason } from '../../schemas/reasons.ts'
import type { Plan } from '../plan.ts'
import { readStats, type ShardStats } from '../stats.ts'

/** A shard with rejected rows that are worth another try. */
export interface Healable {
  readonly shard: number
  readonly stats: ShardStats
  /** Their places in the plan file, in its order. */
  readonly places: readonly number[]
}

/** Of these shards those that are done and have rows whose reason may have healed. */
export const findHealable = async (out: string, plan: Plan, shards: readonly number[]): Promise<Healable[]> => {
  const found: Healable[] = []
  for (const shard of shards) {
    const files = shardFiles(out, shard, plan.shards)
    const stats = await readStats(files.stats)
    if (!stats || !(Object.keys(stats.reasons) as Reason[]).some(mayHeal)) continue
    const rejects = await readParquet(files.rejects, { columns: ['key', 'reason'] })
    const hopeful = new Set(rejects.key!.filter((_, at) => mayHeal(rejects.reason![at] as Reason)))
    const { key } = await readParquet(files.plan, { columns: ['key'] })
    const places = [...key!.keys()].filter(place => hopeful.has(key![place]))
    found.push({ shard, stats, places })
  }
  return found
}
