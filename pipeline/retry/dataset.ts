import type { MachineArguments } from '../commands/arguments.ts'
import type { DatasetState } from '../dataset-state.ts'
import { finishDataset } from '../finish.ts'
import { type Prepared, reopen } from '../prepare.ts'
import { type Progress, startProgress } from '../progress.ts'
import { runTasks } from '../run-dataset.ts'
import { parseShards } from '../shard-range.ts'
import { adoptDecided, closeStaging, openStaging } from './generation.ts'
import { findHealable } from './healable.ts'
import { retryShard } from './shard.ts'

/** What a retry did, and how the dataset stands. */
export interface Retried {
  readonly progress: Progress
  readonly state: DatasetState
}

/**
 * Fetches again the rejected rows whose reason may have healed, and nothing else; finishes what a killed retry had begun.
 * A dataset that fetches nothing has no such rows: what its source holds does not heal.
 */
export const retryDataset = async (out: string, given: MachineArguments, signal: AbortSignal): Promise<Retried> => {
  const prepared = await reopen(out, signal)
  const { plan, chain, resolved } = prepared
  await adoptDecided(out, plan.shards)
  const shards = fetches(prepared) ? parseShards(given.shards, plan.shards) : []
  const healable = await findHealable(out, plan, shards)
  try {
    const progress = await retryRows(prepared, out, given, healable, signal)
    return { progress, state: await finishDataset(out, plan, chain, resolved) }
  } finally {
    await closeStaging(out)
  }
}

const fetches = ({ route }: Prepared): boolean => route.stages.some(stage => 'bytes' in stage.adds)

const retryRows = async (
  prepared: Prepared,
  out: string,
  given: MachineArguments,
  healable: Awaited<ReturnType<typeof findHealable>>,
  signal: AbortSignal,
): Promise<Progress> => {
  // Without work, no model is opened.
  if (healable.length === 0) return startProgress(0, 0)
  const numbers = healable.map(({ shard }) => shard)
  await openStaging(out, numbers, prepared.plan.shards)
  const tasks = healable.map(({ shard, places }) => ({ shard, rows: places.length }))
  // Rows that were lost before may all be lost again: that is no dead network.
  return runTasks({ ...prepared, out, tasks, maxRejectRate: 1 }, given, signal, retryShard(healable))
}
