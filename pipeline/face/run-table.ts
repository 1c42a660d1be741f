import { mayHeal, type Reason } from '../../schemas/reasons.ts'
import type { DatasetState } from '../dataset-state.ts'
import type { MsByName } from '../meter.ts'
import type { Progress } from '../progress.ts'
import type { Losses } from '../stats.ts'
import { count, table } from './table.ts'

/** What a run did and how the dataset stands: accepted and each reject reason add up to the planned rows. */
export const describeRun = (progress: Progress, state: DatasetState): string => {
  const stages = progress.stages.map(({ name, meter }) => {
    meter.advance()
    const { rowsIn, rejected, times, waitedForMs, heldByMs } = meter
    const ofAll = sharesOf(times.busyMs + times.starvedMs + times.blockedMs)
    return [name, rowsIn, rejected, `${(times.busyMs / 1000).toFixed(1)} s`, ofAll(waitedForMs), ofAll(heldByMs)]
  })
  const head = ['stage', 'rows', 'rejected', 'at work', 'waited for', 'held by']
  return `${stages.length > 0 ? table([head, ...stages]) : ''}${describeState(state)}`
}

/** `download 61 %, image 3 %`: the two that were waited for most, and nothing below one in a hundred. */
const sharesOf =
  (wholeMs: number) =>
  (sums: Readonly<MsByName>): string =>
    Object.entries(sums)
      .map(([name, ms]) => [name, Math.round((100 * ms) / Math.max(1, wholeMs))] as const)
      .filter(([, percent]) => percent > 0)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 2)
      .map(([name, percent]) => `${name} ${percent} %`)
      .join(', ')

/** What a retry did, and how the dataset stands. */
export const describeRetry = (progress: Progress, state: DatasetState): string => {
  const { written, rejected } = progress.rows
  const tried = written + rejected
  const said =
    tried === 0 ? 'no rejected row may heal: nothing was fetched' : `${count(written)} of ${count(tried)} rows healed`
  return `${said}\n${describeRun(progress, state)}`
}

/** How far a dataset is, and what was lost and why. */
export const describeState = (state: DatasetState): string => {
  const done = `${count(state.shards.done)} of ${count(state.shards.planned)} shards done`
  const rows = state.rows
  const counts = table([
    ['planned rows in them', rows.planned],
    ['written', rows.written],
    ['rejected', rows.rejected],
  ])
  return `${done}\n${counts}${describeLosses(state.losses)}${describeRetries(state)}${describeCounts(state.counts)}`
}

const describeCounts = (counts: DatasetState['counts']): string =>
  Object.entries(counts)
    .map(([stage, figures]) => {
      const ranked = Object.entries(figures).sort(([, a], [, b]) => b - a)
      return `what stage ${stage} counted\n${table(ranked)}`
    })
    .join('')

const describeRetries = ({ losses, healed }: DatasetState): string => {
  const hopeful = Object.entries(losses).filter(([reason]) => mayHeal(reason as Reason))
  const rows = hopeful.reduce((sum, [, loss]) => sum + loss.rows, 0)
  const before = healed > 0 ? `${count(healed)} of the written were rejected at first and healed by a retry\n` : ''
  return rows > 0 ? `${before}${count(rows)} of the rejected may heal: softpa retry fetches them again\n` : before
}

const describeLosses = (losses: Losses): string => {
  const ranked = Object.entries(losses).sort(([, a], [, b]) => b.rows - a.rows)
  if (ranked.length === 0) return ''
  const lines = ranked.map(([reason, { rows, hosts }]) => [reason, rows, hostList(hosts)])
  return `why rows were rejected, and where most\n${table(lines)}`
}

const hostList = (hosts: { readonly [host: string]: number }): string =>
  Object.entries(hosts)
    .slice(0, 3)
    .map(([host, rows]) => `${host} (${count(rows)})`)
    .join(', ')
