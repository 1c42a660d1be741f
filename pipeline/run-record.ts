import { dirname } from 'node:path'
import { recordFile } from '../data/shards/layout.ts'
import { sweep, writeAtomically } from '../data/storage/files.ts'
import type { Clock } from './line.ts'
import type { MsByName } from './meter.ts'
import type { Progress } from './progress.ts'
import type { RunRecord } from './view/account.ts'

const writeEveryMs = 2000
const longestTrace = 240

/**
 * Writes the record of a run while it goes on; answers how to end it. A record that cannot be written is said once, and
 * stops no run.
 */
export const recordRun = async (out: string, progress: Progress, clock: Clock): Promise<() => Promise<void>> => {
  const startedAt = new Date()
  const started = clock()
  const path = recordFile(out, startedAt, process.pid)
  let trace: RunRecord['trace'] = []
  let isFailed = false
  const write = async (isOver: boolean) => {
    const seconds = Math.round((clock() - started) / 10) / 100
    trace = thinned([...trace, [seconds, progress.rows.written + progress.rows.rejected]])
    const record = { startedAt: startedAt.toISOString(), seenAt: new Date().toISOString(), isOver, trace }
    await writeAtomically(path, `${JSON.stringify({ ...record, ...figuresOf(progress) } satisfies RunRecord)}\n`)
  }
  const fail = (error: Error) => {
    if (!isFailed) process.stderr.write(`the record of this run cannot be written: ${error.message}\n`)
    isFailed = true
  }
  let writing: Promise<unknown> = sweep(dirname(path)).catch(fail)
  const next = (isOver: boolean) => {
    writing = writing.then(() => write(isOver)).catch(fail)
    return writing
  }
  await writing
  // Who finds all done has nothing to tell.
  if (progress.shards.todo === 0) return async () => {}
  await next(false)
  const timer = setInterval(() => void next(false), writeEveryMs)
  return async () => {
    clearInterval(timer)
    await next(true)
  }
}

const figuresOf = ({ shards, rows, stages }: Progress): Pick<RunRecord, 'shards' | 'rows' | 'stages'> => ({
  shards: { todo: shards.todo, done: shards.done },
  rows: { todo: rows.todo, written: rows.written, rejected: rows.rejected },
  stages: stages.map(({ name, meter }) => {
    meter.advance()
    const { rowsIn, rejected, times, waitedForMs, heldByMs } = meter
    const [busyMs, starvedMs, blockedMs] = [times.busyMs, times.starvedMs, times.blockedMs].map(Math.round) as Three
    const waits = { waitedForMs: rounded(waitedForMs), heldByMs: rounded(heldByMs) }
    return { name, rowsIn, rejected, busyMs, starvedMs, blockedMs, ...waits }
  }),
})

type Three = [number, number, number]

const rounded = (sums: MsByName): MsByName =>
  Object.fromEntries(Object.entries(sums).map(([name, ms]) => [name, Math.round(ms)]))

/** Every second point of a trace that has grown too long; the last one stays. */
const thinned = (trace: RunRecord['trace']): RunRecord['trace'] =>
  trace.length <= longestTrace ? trace : trace.filter((_, at) => at % 2 === 0 || at === trace.length - 1)
