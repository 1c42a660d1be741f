import { provenanceOf } from '../../data/shards/footer.ts'
import { type ShardFiles, shardFiles, stagedFiles } from '../../data/shards/layout.ts'
import { readFooter } from '../../data/shards/reader.ts'
import { Unsound, UsageError } from '../errors.ts'
import { bytesHeld, type Item } from '../item.ts'
import { drawn } from '../meter.ts'
import { plannedItems } from '../planned-items.ts'
import { countRow } from '../progress.ts'
import { canonical } from '../resolved-recipe.ts'
import { type Engine, holding, jobOf, type MakeShard, type RunRequest } from '../run.ts'
import { makeShard } from '../shard.ts'
import { throughAll } from '../stage-run.ts'
import type { ShardStats } from '../stats.ts'
import { findChange } from '../verify/shard.ts'
import { adopt } from './generation.ts'
import type { Healable } from './healable.ts'
import { merge, readRejects } from './merge.ts'

/**
 * Tries the healable rows of a shard again, these alone; where any of them ended otherwise than before, the shard gets a
 * new generation. Where none did, nothing is written.
 */
export const retryShard =
  (healable: readonly Healable[]): MakeShard =>
  async (request, engine, shard) => {
    const chosen = healable.find(one => one.shard === shard)!
    const files = shardFiles(request.out, shard, request.plan.shards)
    const before = await readBefore(request, engine, chosen)
    const rejects = await readRejects(files)
    const at = new Date().toISOString()
    const tried = await tryAgain(request, engine, chosen)
    const hold = holding(engine)
    if (tried.every(item => canonical(item.rejected) === canonical(rejects.get(item.key)?.rejected))) {
      for (const item of tried) hold(-bytesHeld(item.values))
      return
    }
    await checkBytes(files, chosen.stats)
    const again = new Map(tried.map(item => [item.index, item]))
    const healed = tried.filter(item => !item.rejected).length
    await makeShard({
      ...jobOf(request, engine, shard),
      files: stagedFiles(request.out, shard, request.plan.shards),
      items: merge(files, chosen.stats, rejects, again, hold),
      before: { stats: chosen.stats, retry: { at, rows: tried.length, healed, before } },
      onBytes: hold,
    })
    await adopt(request.out, shard, request.plan.shards)
  }

/**
 * What the good rows were made with.
 * @throws UsageError where the models are not those of before: one shard has rows of one model
 */
const readBefore = async ({ out, plan }: RunRequest, { stages }: Engine, { shard }: Healable) => {
  const footer = await readFooter(shardFiles(out, shard, plan.shards).data)
  const { version, class: before, models } = provenanceOf(footer.metadata)
  const now = Object.assign({}, ...stages.map(stage => stage.opened.models ?? {}))
  if (canonical(models) !== canonical(now))
    throw new UsageError(
      `shard ${shard} was made with the models ${canonical(models)}, these are ${canonical(now)}: bring the former back`,
    )
  return { version, class: before }
}

/** Nothing damaged gets a new sha256. @throws Unsound */
const checkBytes = async (files: ShardFiles, stats: ShardStats): Promise<void> => {
  for (const name of ['data', 'rejects'] as const) {
    const change = await findChange(files[name], stats[name])
    if (change !== null) throw new Unsound(`${files[name]} ${change}: look with softpa verify before you retry`)
  }
}

/** Sends the chosen rows through the stages; they come back with their places in the plan file. */
const tryAgain = async (request: RunRequest, engine: Engine, { shard, places }: Healable): Promise<Item[]> => {
  const planned = drawn(engine.line.source, plannedItems(request, shard, engine.signal, holding(engine), places))
  const tried: Item[] = []
  for await (const item of throughAll(engine.stages, shard, planned, engine.signal)) {
    engine.signal.throwIfAborted()
    countRow(request.progress, item)
    tried.push({ ...item, index: places[item.index]! })
  }
  return tried
}
