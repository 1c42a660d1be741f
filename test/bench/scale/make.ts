// node dist/test/bench/scale/make.js FOLDER SHARDS: a dataset of so many shards, made by the pipeline's own planner, runner
// and writer; only the stages are left out, so that what is measured is what a shard costs beside its rows.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { shardFiles } from '../../../data/shards/layout.ts'
import { readParquet } from '../../../data/shards/reader.ts'
import type { Item } from '../../../pipeline/item.ts'
import { prepare } from '../../../pipeline/prepare.ts'
import { startProgress } from '../../../pipeline/progress.ts'
import { jobOf, type MakeShard, runShards } from '../../../pipeline/run.ts'
import { makeShard } from '../../../pipeline/shard.ts'
import { openQueue } from '../../../pipeline/task-queue.ts'
import { machine } from '../../support/chain.ts'
import { writeMetadata } from '../../support/metadata.ts'

const rowsPerShard = 2

/** Answers how long plan and run took, in seconds. */
const makeDataset = async (folder: string, shards: number): Promise<{ plan: number; run: number }> => {
  const source = join(folder, 'metadata.parquet')
  const out = join(folder, 'out')
  await mkdir(folder, { recursive: true })
  const urls = Array.from({ length: rowsPerShard * shards }, (_, at) => `https://host-${at % 999}.example/${at}.jpg`)
  writeMetadata(source, urls)
  const started = performance.now()
  const set = [`plan.rowsPerShard=${rowsPerShard}`]
  const request = { recipe: 'fetch', source: [source], out, columns: {}, redo: [], set, seed: 0 }
  const { signal } = new AbortController()
  const prepared = await prepare(request, signal)
  const planned = performance.now()
  const tasks = openQueue(Array.from({ length: shards }, (_, shard) => ({ shard, rows: 0 })))
  const progress = startProgress(shards, rowsPerShard * shards)
  const route = { ...prepared.route, stages: [] }
  const work = { ...prepared, route, out, tasks, progress, maxRejectRate: 1, machine: machine(signal) }
  await runShards({ ...work, clock: () => performance.now() }, rejectAll)
  return { plan: (planned - started) / 1000, run: (performance.now() - planned) / 1000 }
}

const rejectAll: MakeShard = async (request, engine, shard) => {
  const files = shardFiles(request.out, shard, request.plan.shards)
  await makeShard({ ...jobOf(request, engine, shard), files, items: lostRows(files.plan), onBytes: () => {} })
}

async function* lostRows(plan: string): AsyncGenerator<Item> {
  const planned = await readParquet(plan)
  for (const [index, key] of (planned.key as string[]).entries()) {
    const values = Object.fromEntries(Object.entries(planned).map(([name, column]) => [name, column[index]]))
    yield { index, key, values, rejected: { stage: 'download', reason: 'http-404', detail: '' }, notes: {} }
  }
}

const [folder, shards] = process.argv.slice(2)
console.log(JSON.stringify(await makeDataset(folder!, Number(shards))))
