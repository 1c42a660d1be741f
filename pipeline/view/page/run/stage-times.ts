import type { Account, RunRecord, StageRecord } from '../../account.ts'

/** What a stage did over all runs of a dataset. */
export interface StageTimes extends Required<StageRecord> {
  /** Rows a second while it was at work; null where it was too short at work to tell. */
  readonly rate: number | null
}

/** The sums over all runs, in the order of the plan. */
export const timesOf = ({ runs, stages }: Pick<Account, 'runs' | 'stages'>): readonly StageTimes[] => {
  const all = runs.flatMap(run => run.stages)
  return stages.flatMap(name => {
    const parts = all.filter(stage => stage.name === name)
    if (parts.length === 0) return []
    const total = (figure: 'rowsIn' | 'rejected' | 'busyMs' | 'starvedMs' | 'blockedMs') =>
      parts.reduce((sum, part) => sum + part[figure], 0)
    const [rowsIn, busyMs] = [total('rowsIn'), total('busyMs')]
    return [
      {
        name,
        rowsIn,
        busyMs,
        rejected: total('rejected'),
        starvedMs: total('starvedMs'),
        blockedMs: total('blockedMs'),
        waitedForMs: addAll(parts.map(part => part.waitedForMs)),
        heldByMs: addAll(parts.map(part => part.heldByMs)),
        rate: busyMs < 10 ? null : (1000 * rowsIn) / busyMs,
      },
    ]
  })
}

type MsByName = NonNullable<StageRecord['heldByMs']>

const addAll = (parts: readonly (MsByName | undefined)[]): MsByName => {
  const sums = new Map<string, number>()
  for (const [name, ms] of parts.flatMap(part => Object.entries(part ?? {}))) sums.set(name, (sums.get(name) ?? 0) + ms)
  return Object.fromEntries(sums)
}

/** Whom the others waited for: the stage, or the source or the writer, that was waited for longer than all else together. */
export const bottleneckOf = (times: readonly StageTimes[]): string | null => {
  const waits = addAll(times.flatMap(({ waitedForMs, heldByMs }) => [waitedForMs, heldByMs]))
  const [most] = Object.entries(waits).sort(([, a], [, b]) => b - a)
  const allMs = Object.values(waits).reduce((sum, ms) => sum + ms, 0)
  return most && 2 * most[1] > allMs ? most[0] : null
}

/** `for download 61 %, held by select 3 %`, of its own time: the two that it waited for most, and nothing below one in a hundred. */
export const sayWaits = ({ busyMs, starvedMs, blockedMs, waitedForMs, heldByMs }: StageTimes): string => {
  const wholeMs = Math.max(1, busyMs + starvedMs + blockedMs)
  const shares = (what: string, sums: MsByName) =>
    Object.entries(sums).map(([name, ms]) => ({ said: `${what} ${name}`, percent: Math.round((100 * ms) / wholeMs) }))
  return [...shares('for', waitedForMs), ...shares('held by', heldByMs)]
    .filter(({ percent }) => percent > 0)
    .sort((a, b) => b.percent - a.percent)
    .slice(0, 2)
    .map(({ said, percent }) => `${said} ${percent} %`)
    .join(', ')
}

/** A process that has written of itself this long ago is no longer at work: it was killed. */
const silentMs = 15_000

/** The runs that go on, as far as one can tell at the time of the account. */
export const liveRuns = ({ runs, at }: Pick<Account, 'runs' | 'at'>): readonly RunRecord[] =>
  runs.filter(({ isOver, seenAt }) => !isOver && Date.parse(at) - Date.parse(seenAt) < silentMs)
