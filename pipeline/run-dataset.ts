import { type ClusterArguments, type DatasetArguments, type MachineArguments, machineOf } from './commands/arguments.ts'
import { findDone } from './done.ts'
import { UsageError } from './errors.ts'
import { describePlan } from './face/plan-table.ts'
import { describeRun } from './face/run-table.ts'
import { watch } from './face/watch.ts'
import { finishDataset } from './finish.ts'
import { openMetrics } from './metrics-endpoint.ts'
import { findPlan, rowsOfShard } from './plan.ts'
import { prepare } from './prepare.ts'
import { type Progress, startProgress } from './progress.ts'
import { adoptDecided } from './retry/generation.ts'
import { type MakeShard, type RunRequest, runShards } from './run.ts'
import { recordRun } from './run-record.ts'
import { parseShards } from './shard-range.ts'
import { openQueue, type ShardTask } from './task-queue.ts'

/** Plans where there is no plan, makes the shards that are not done, says what became of every row. */
export const runDataset = async (
  recipe: string,
  given: DatasetArguments & MachineArguments & ClusterArguments,
  signal: AbortSignal,
): Promise<void> => {
  await checkPlace(given)
  const prepared = await prepare({ recipe, ...given }, signal)
  const { plan, chain, resolved } = prepared
  if (prepared.isNew) process.stderr.write(describePlan(plan))
  // A retry that was killed on its last steps is finished first, so that the card counts what the shards hold.
  await adoptDecided(given.out, plan.shards)
  const wanted = parseShards(given.shards, plan.shards)
  const done = new Set(await findDone(given.out, wanted, plan.shards))
  const shards = wanted.filter(shard => !done.has(shard))
  const tasks = shards.map(shard => ({ shard, rows: rowsOfShard(plan, shard) }))
  const { maxRejectRate } = resolved.options
  const work = { ...prepared, out: given.out, tasks, maxRejectRate }
  const progress = given.on === 'ray' ? await runOnCluster(work, given, signal) : await runTasks(work, given, signal)
  const state = await finishDataset(given.out, plan, chain, resolved, wanted)
  process.stdout.write(describeRun(progress, state))
}

/** @throws UsageError where the arguments do not say one place */
const checkPlace = async ({
  out,
  on,
  address,
  processes,
  shards,
}: ClusterArguments & { out: string; shards?: string }) => {
  if (on !== 'ray' && (address !== undefined || processes !== undefined))
    throw new UsageError('--address and --processes are of a cluster: say --on ray as well')
  if (shards === 'auto' && (await findPlan(out)) === null)
    throw new UsageError(`${out} holds no plan, and each task of the array would make one: run softpa plan first`)
}

/** What is to be done, all of it known at the start. */
type Work = Omit<RunRequest, 'machine' | 'clock' | 'progress' | 'tasks'> & { readonly tasks: readonly ShardTask[] }

/** Runs what is to be done on the machine that the arguments describe, and shows it meanwhile; answers what was done. */
export const runTasks = (
  work: Work,
  given: MachineArguments,
  signal: AbortSignal,
  make?: MakeShard,
): Promise<Progress> =>
  // What a retry did, which makes shards in its own way, their stats tell.
  shown(work, given, make === undefined, progress =>
    runShards({ ...work, tasks: openQueue(work.tasks), machine: machineOf(given, signal), clock, progress }, make),
  )

const runOnCluster = async (
  work: Work,
  given: MachineArguments & ClusterArguments,
  signal: AbortSignal,
): Promise<Progress> => {
  if (work.tasks.length === 0) return startProgress(0, 0)
  const { runOnRay } = await import('./ray/run-on-ray.ts')
  return shown(work, given, true, progress => runOnRay({ ...work, progress }, given, signal))
}

const clock = () => performance.now()

/** Shows a run while it goes on, and keeps a record where one is wanted; answers what it did. */
const shown = async (
  { out, tasks }: Work,
  given: MachineArguments,
  isRecorded: boolean,
  run: (progress: Progress) => Promise<void>,
): Promise<Progress> => {
  const rows = tasks.reduce((sum, task) => sum + task.rows, 0)
  const progress = startProgress(tasks.length, rows)
  const metrics = await openMetrics(given.metrics, progress)
  const endRecord = isRecorded ? await recordRun(out, progress, clock) : null
  const unwatch = watch(progress, process.stderr, clock, 1000 * given.stallAfter)
  try {
    await run(progress)
  } finally {
    unwatch()
    await endRecord?.()
    await metrics?.close()
  }
  return progress
}
