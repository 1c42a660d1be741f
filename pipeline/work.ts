import { createInterface } from 'node:readline'
import { shardFiles } from '../data/shards/layout.ts'
import type { Machine } from '../stages/stage.ts'
import { UsageError } from './errors.ts'
import { openMetrics } from './metrics-endpoint.ts'
import { rowsOfShard } from './plan.ts'
import { reopen } from './prepare.ts'
import { startProgress } from './progress.ts'
import { type ReportLine, reportOf } from './report.ts'
import { type MakeShard, makePlanned, runShards } from './run.ts'
import { readStats } from './stats.ts'
import { openQueue } from './task-queue.ts'
import { version } from './version.ts'

/** Where shard numbers come from, one a line, and where is said what becomes of them. */
export interface Desk {
  readonly numbers: NodeJS.ReadableStream
  readonly say: (line: ReportLine) => void
  /** Where `/metrics` is served meanwhile; nowhere where absent. */
  readonly metrics?: string | undefined
}

const reportEveryMs = 1000

/**
 * Makes shards of a planned dataset as their numbers come, with stages that are opened once; what is done already is done.
 * Ends when no number will come and all are done. The rejects are judged by whoever sees the whole run.
 */
export const workOn = async (out: string, machine: Machine, { numbers, say, metrics }: Desk): Promise<void> => {
  const prepared = await reopen(out, machine.signal)
  const { plan } = prepared
  const progress = startProgress(0, 0)
  const endpoint = await openMetrics(metrics, progress)
  const report = () => say({ event: 'progress', ...reportOf(progress) })
  const make: MakeShard = async (request, engine, shard) => {
    if ((await readStats(shardFiles(out, shard, plan.shards).stats)) === null) await makePlanned(request, engine, shard)
    report()
    say({ event: 'done', shard })
  }
  const hearing = new AbortController()
  const signal = AbortSignal.any([machine.signal, hearing.signal])
  const tasks = openQueue([], true)
  const lines = createInterface({ input: numbers })
  lines.on('line', line => {
    const shard = shardOf(line, plan.shards)
    if (shard === null) hearing.abort(new UsageError(`${line}: wanted a shard number from 0 to ${plan.shards - 1}`))
    else tasks.add({ shard, rows: rowsOfShard(plan, shard) })
  })
  lines.on('close', tasks.close)
  const timer = setInterval(report, reportEveryMs)
  say({ event: 'ready', version })
  try {
    const clock = () => performance.now()
    const work = { ...prepared, out, tasks, maxRejectRate: 1, machine: { ...machine, signal }, clock, progress }
    await runShards(work, make)
  } finally {
    clearInterval(timer)
    lines.close()
    await endpoint?.close()
  }
}

const shardOf = (line: string, shards: number): number | null =>
  /^\d+$/.test(line) && Number(line) < shards ? Number(line) : null
