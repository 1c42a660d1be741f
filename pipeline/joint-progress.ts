import type { Reason } from '../schemas/reasons.ts'
import { addMs } from './line.ts'
import type { MsByName } from './meter.ts'
import type { Progress } from './progress.ts'
import type { Report } from './report.ts'

/**
 * Fills the progress of a run with the sums over the latest reports of its processes, those that are gone included: times
 * of stages are of all processes together.
 */
export const fillProgress = (progress: Progress, reports: readonly Report[]): void => {
  const { rows } = progress
  rows.written = sum(reports.map(report => report.rows.written))
  rows.rejected = sum(reports.map(report => report.rows.rejected))
  rows.reasons.clear()
  for (const { rows: its } of reports)
    for (const [reason, lost] of Object.entries(its.reasons) as [Reason, number][])
      rows.reasons.set(reason, (rows.reasons.get(reason) ?? 0) + lost)
  const names = [...new Set(reports.flatMap(report => report.stages.map(({ name }) => name)))]
  progress.stages.splice(0, Number.POSITIVE_INFINITY, ...names.map(name => jointStage(name, reports)))
}

const jointStage = (name: string, reports: readonly Report[]): Progress['stages'][number] => {
  const parts = reports.flatMap(report => report.stages.filter(stage => stage.name === name))
  const total = (read: (part: Report['stages'][number]) => number) => sum(parts.map(read))
  const meter = {
    rowsIn: total(part => part.rowsIn),
    rowsOut: total(part => part.rowsOut),
    rejected: total(part => part.rejected),
    active: total(part => part.active),
    ended: total(part => part.ended),
    untaken: total(part => part.untaken),
    times: {
      busyMs: total(part => part.times.busyMs),
      blockedMs: total(part => part.times.blockedMs),
      starvedMs: total(part => part.times.starvedMs),
    },
    waitedForMs: parts.reduce<MsByName>((sums, part) => addMs(sums, part.waitedForMs), {}),
    heldByMs: parts.reduce<MsByName>((sums, part) => addMs(sums, part.heldByMs), {}),
    // Each process books its own time before it reports.
    advance: () => {},
  }
  return { name, meter, waitsFor: () => [...new Set(parts.flatMap(part => part.waitsFor))] }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
