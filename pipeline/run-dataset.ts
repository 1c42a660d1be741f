import { shardFiles } from '../data/shards/layout.ts'
import { stat } from '../data/storage/files.ts'
import type { Machine } from '../stages/stage.ts'
import { type DatasetArguments, type MachineArguments, parseShards } from './commands/arguments.ts'
import { describePlan } from './face/plan-table.ts'
import { describeRun } from './face/run-table.ts'
import { watch } from './face/watch.ts'
import { finishDataset } from './finish.ts'
import { rowsOfShard } from './plan.ts'
import { prepare } from './prepare.ts'
import { type Progress, startProgress } from './progress.ts'
import { adoptDecided } from './retry/generation.ts'
import { type MakeShard, type RunRequest, runShards } from './run.ts'

/** Plans where there is no plan, makes the shards that are not done, says what became of every row. */
export const runDataset = async (
  recipe: string,
  given: DatasetArguments & MachineArguments,
  signal: AbortSignal,
): Promise<void> => {
  const prepared = await prepare({ recipe, ...given }, signal)
  const { plan, chain, resolved } = prepared
  if (prepared.isNew) process.stderr.write(describePlan(plan))
  // A retry that was killed on its last steps is finished first, so that the card counts what the shards hold.
  await adoptDecided(given.out, plan.shards)
  const shards = await notDone(given.out, parseShards(given.shards, plan.shards), plan.shards)
  const tasks = shards.map(shard => ({ shard, rows: rowsOfShard(plan, shard) }))
  const { maxRejectRate } = resolved.options
  const progress = await runTasks({ ...prepared, out: given.out, tasks, maxRejectRate }, given, signal)
  const state = await finishDataset(given.out, plan, chain, resolved)
  process.stdout.write(describeRun(progress, state))
}

/** Runs what is to be done on the machine that the arguments describe, and shows it meanwhile; answers what was done. */
export const runTasks = async (
  work: Omit<RunRequest, 'machine' | 'clock' | 'progress'>,
  given: MachineArguments,
  signal: AbortSignal,
  make?: MakeShard,
): Promise<Progress> => {
  const rows = work.tasks.reduce((sum, task) => sum + task.rows, 0)
  const progress = startProgress(work.tasks.length, rows)
  const clock = () => performance.now()
  const metrics = given.metrics === undefined ? null : await openMetrics(given.metrics, progress)
  const unwatch = watch(progress, process.stderr, clock, 1000 * given.stallAfter)
  try {
    await runShards({ ...work, machine: machineOf(given, signal), clock, progress }, make)
  } finally {
    unwatch()
    await metrics?.close()
  }
  return progress
}

const openMetrics = async (address: string, progress: Progress) => {
  const { serveMetrics } = await import('./metrics.ts')
  const endpoint = await serveMetrics(address, progress)
  process.stderr.write(`metrics at ${endpoint.url}\n`)
  return endpoint
}

const machineOf = (given: MachineArguments, signal: AbortSignal): Machine => ({
  workers: given.workers,
  device: given.device,
  network: {
    lanes: given.lanes,
    perHost: given.perHost,
    maxCrawlDelayMs: 1000 * given.maxCrawlDelay,
    allowAddresses: given.allowAddress,
  },
  signal,
})

const notDone = async (out: string, shards: readonly number[], of: number): Promise<number[]> => {
  const isDone = async (shard: number) => (await stat(shardFiles(out, shard, of).stats)) !== null
  const done = await Promise.all(shards.map(isDone))
  return shards.filter((_, at) => !done[at])
}
