import type { Account, RunRecord, StageRecord } from '../../account.ts'

/** What a stage did over all runs of a dataset. */
export interface StageTimes extends StageRecord {
  /** Rows a second while it was at work; null where it was too short at work to tell. */
  readonly rate: number | null
}

/** The sums over all runs, in the order of the plan. */
export const timesOf = ({ runs, stages }: Pick<Account, 'runs' | 'stages'>): readonly StageTimes[] => {
  const all = runs.flatMap(run => run.stages)
  return stages.flatMap(name => {
    const parts = all.filter(stage => stage.name === name)
    if (parts.length === 0) return []
    const total = (figure: Exclude<keyof StageRecord, 'name'>) => parts.reduce((sum, part) => sum + part[figure], 0)
    const [rowsIn, busyMs] = [total('rowsIn'), total('busyMs')]
    return [
      {
        name,
        rowsIn,
        busyMs,
        rejected: total('rejected'),
        starvedMs: total('starvedMs'),
        blockedMs: total('blockedMs'),
        rate: busyMs < 10 ? null : (1000 * rowsIn) / busyMs,
      },
    ]
  })
}

/** The stage that the others waited for: the one most at work, where it was for most of the time. */
export const bottleneckOf = (times: readonly StageTimes[]): StageTimes | null => {
  const share = ({ busyMs, starvedMs, blockedMs }: StageTimes) => busyMs / Math.max(1, busyMs + starvedMs + blockedMs)
  const most = times.reduce<StageTimes | null>((best, one) => (best && share(best) >= share(one) ? best : one), null)
  return most && share(most) > 0.5 ? most : null
}

/** A process that has written of itself this long ago is no longer at work: it was killed. */
const silentMs = 15_000

/** The runs that go on, as far as one can tell at the time of the account. */
export const liveRuns = ({ runs, at }: Pick<Account, 'runs' | 'at'>): readonly RunRecord[] =>
  runs.filter(({ isOver, seenAt }) => !isOver && Date.parse(at) - Date.parse(seenAt) < silentMs)
