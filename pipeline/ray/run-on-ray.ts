import { absolute } from '../../data/storage/address.ts'
import type { ClusterArguments, MachineArguments } from '../commands/arguments.ts'
import { UsageError } from '../errors.ts'
import { fillProgress } from '../joint-progress.ts'
import { type Plan, rowsOfShard } from '../plan.ts'
import type { Progress } from '../progress.ts'
import type { Report, ReportLine } from '../report.ts'
import { root } from '../root.ts'
import { judgeRejects, shardsInFlight } from '../run.ts'
import type { ShardTask } from '../task-queue.ts'
import { version } from '../version.ts'
import { type DriverEvent, drive, type RayJob } from './driver.ts'

/** Processes that may end with a shard in hand before the run gives up; nodes that are lost do not count. */
const attempts = 3

interface ClusterRun {
  readonly out: string
  readonly plan: Plan
  readonly tasks: readonly ShardTask[]
  readonly maxRejectRate: number
  /** Filled while the run goes on. */
  readonly progress: Progress
}

/**
 * Has the shards made by `softpa work` processes on a Ray cluster, whose nodes see the same folders under the same paths.
 * @throws the first failure that another process does not mend; a re-run makes what is not done
 */
export const runOnRay = async (
  run: ClusterRun,
  given: MachineArguments & ClusterArguments,
  signal: AbortSignal,
): Promise<void> => {
  const processes = new Map<number, Process>()
  const hear = (event: DriverEvent) => {
    if (event.event === 'lost') book(run, processes.get(event.process), event)
    else if (event.event === 'said') {
      const process = processes.get(event.process) ?? { report: nothing, shards: [] }
      processes.set(event.process, process)
      follow(run, process, event.line)
      fillProgress(
        run.progress,
        [...processes.values()].map(({ report }) => report),
      )
      judgeRejects(run)
    }
  }
  await drive(jobOf(run, given), hear, signal)
}

/** What is known of a process: its latest report, and the shards that it has done. */
interface Process {
  report: Report
  readonly shards: number[]
}

const nothing: Report = { rows: { written: 0, rejected: 0, reasons: {} }, stages: [] }

const jobOf = ({ out, plan, tasks }: ClusterRun, given: MachineArguments & ClusterArguments): RayJob => ({
  address: given.address ?? null,
  command: [process.execPath, `${root}/dist/pipeline/softpa.cjs`, 'work', absolute(out), ...machineText(given)],
  folder: process.cwd(),
  shards: tasks.map(({ shard }) => shard),
  cpus: given.workers ?? null,
  gpus: given.device === 'cuda' ? 1 : 0,
  processes: given.processes ?? null,
  ahead: shardsInFlight(plan.rowsPerShard),
  attempts,
})

const machineText = (given: MachineArguments): string[] => [
  ...['--device', given.device, '--lanes', String(given.lanes), '--per-host', String(given.perHost)],
  ...['--max-crawl-delay', String(given.maxCrawlDelay)],
  ...given.allowAddress.flatMap(address => ['--allow-address', address]),
]

const follow = ({ progress }: ClusterRun, process: Process, line: ReportLine): void => {
  if (line.event === 'ready' && line.version !== version)
    throw new UsageError(`a node has softpa ${line.version}, this is ${version}: have the same on all`)
  if (line.event === 'progress') process.report = line
  if (line.event !== 'done') return
  process.shards.push(line.shard)
  progress.shards.done += 1
}

/** Says that a process is lost, and takes it that its rows in shards that were not done come again. */
const book = (
  { plan, progress }: ClusterRun,
  lost: Process | undefined,
  { node, why, shards }: Extract<DriverEvent, { event: 'lost' }>,
): void => {
  const again = shards.length === 0 ? 'it held no shard' : `shards ${shards.join(', ')} are made again`
  process.stderr.write(`lost a process on ${node} (${why}): ${again}\n`)
  if (!lost) return
  const done = lost.shards.reduce((sum, shard) => sum + rowsOfShard(plan, shard), 0)
  const { rows, stages } = lost.report
  progress.rows.todo += Math.max(0, rows.written + rows.rejected - done)
  // Nothing is in its hands any more.
  lost.report = { rows, stages: stages.map(stage => ({ ...stage, active: 0, untaken: 0, waitsFor: [] })) }
}
