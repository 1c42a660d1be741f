import { Command } from 'commander'
import { shardFiles } from '../../data/shards/layout.ts'
import type { Machine } from '../../stages/stage.ts'
import { listenForInterrupts } from '../interrupts.ts'
import { describePlan } from '../face/plan-table.ts'
import { describeRun } from '../face/run-table.ts'
import { watch } from '../face/watch.ts'
import { finishDataset } from '../finish.ts'
import { rowsOfShard } from '../plan.ts'
import { prepare } from '../prepare.ts'
import { startProgress } from '../progress.ts'
import { runShards } from '../run.ts'
import { readStats } from '../stats.ts'
import { addDatasetArguments, addMachineArguments, type DatasetArguments, type MachineArguments, parseShards } from './arguments.ts'

/** `softpa run`: make every shard that is not done. */
export const runCommand = () =>
  addMachineArguments(addDatasetArguments(new Command('run')))
    .description('Makes the shards that are not done yet: plans first where there is no plan.')
    .action(async (recipe: string, given: DatasetArguments & MachineArguments) => {
      const { signal, stop } = listenForInterrupts()
      try {
        await run(recipe, given, signal)
      } finally {
        stop()
      }
    })

const run = async (name: string, given: DatasetArguments & MachineArguments, signal: AbortSignal) => {
  const { chain, route, plan, isNew, resolved } = await prepare(name, given, signal)
  if (isNew) process.stderr.write(describePlan(plan))
  const chosen = parseShards(given.shards, plan.shards)
  const shards = await notDone(given.out, chosen, plan.shards)
  const progress = startProgress(shards.length, shards.reduce((rows, shard) => rows + rowsOfShard(plan, shard), 0))
  const unwatch = watch(progress, process.stderr, () => performance.now())
  try {
    const { maxRejectRate } = resolved.options
    const clock = () => performance.now()
    await runShards({ out: given.out, chain, route, plan, shards, maxRejectRate, machine: machineOf(given, signal), clock, progress })
  } finally {
    unwatch()
  }
  const dataset = await finishDataset(given.out, plan, chain, resolved)
  process.stdout.write(describeRun(progress, dataset))
}

const machineOf = (given: MachineArguments, signal: AbortSignal): Machine => ({
  workers: given.workers,
  network: { lanes: given.lanes, perHost: given.perHost, allowAddresses: given.allowAddress },
  signal,
})

const notDone = async (out: string, shards: readonly number[], of: number): Promise<number[]> => {
  const todo: number[] = []
  for (const shard of shards) if ((await readStats(shardFiles(out, shard, of).stats)) === null) todo.push(shard)
  return todo
}
