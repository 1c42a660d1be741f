import { join } from 'node:path'
import { mapColumns } from '../../data/metadata/column-map.ts'
import { resolveSources } from '../../data/metadata/source.ts'
import { makePlan } from '../../pipeline/make-plan.ts'
import { rowsOfShard } from '../../pipeline/plan.ts'
import { startProgress } from '../../pipeline/progress.ts'
import type { Chain } from '../../pipeline/recipe.ts'
import { findRecipe } from '../../pipeline/recipes/names.ts'
import { resolveRecipe } from '../../pipeline/resolved-recipe.ts'
import { findRoute } from '../../pipeline/route.ts'
import { type MakeShard, runShards } from '../../pipeline/run.ts'
import { parseSettings } from '../../pipeline/settings.ts'
import { openQueue } from '../../pipeline/task-queue.ts'
import type { Machine } from '../../stages/stage.ts'
import { machine } from './chain.ts'
import { temporaryFolder } from './dataset.ts'
import { writeMetadata } from './metadata.ts'

/** Plans `rows` rows for a chain, ten in a shard, their URLs numbered; `run` makes the shards. */
export const planRun = async (chain: Chain, rows: number, with_: Machine = machine()) => {
  const folder = await temporaryFolder()
  const source = join(folder, 'metadata.parquet')
  writeMetadata(
    source,
    Array.from({ length: rows }, (_, at) => `http://example.org/${at}.jpg`),
  )
  const { signal } = with_
  const out = join(folder, 'out')
  const options = parseSettings(findRecipe('fetch'), ['plan.rowsPerShard=10'])
  const resolved = resolveRecipe({ recipe: 'fetch', seed: 0, redo: [], columns: {}, options })
  const files = await resolveSources([source], signal)
  const map = mapColumns(files)
  const route = findRoute(chain, new Set(Object.keys(map.columns)), [])
  const plan = await makePlan({ out, files, map, chain, route, resolved, signal })
  const shards = Array.from({ length: plan.shards }, (_, shard) => shard)
  const progress = startProgress(shards.length, plan.rows)
  const tasks = shards.map(shard => ({ shard, rows: rowsOfShard(plan, shard) }))
  const request = {
    out,
    chain,
    route,
    plan,
    sources: { files, map },
    shards,
    tasks,
    machine: with_,
    progress,
    clock: () => performance.now(),
  }
  return {
    ...request,
    run: (make?: MakeShard) => runShards({ ...request, tasks: openQueue(tasks), maxRejectRate: 1 }, make),
  }
}
