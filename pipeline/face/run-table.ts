import { mayHeal, type Reason } from '../../schemas/reasons.ts'
import type { DatasetState } from '../dataset-state.ts'
import type { Progress } from '../progress.ts'
import type { Losses } from '../stats.ts'
import { count, table } from './table.ts'

/** What a run did and how the dataset stands: accepted and each reject reason add up to the planned rows. */
export const describeRun = (progress: Progress, state: DatasetState): string => {
  const stages = progress.stages.map(({ name, meter }) => {
    meter.advance()
    const { busyMs, starvedMs, blockedMs } = meter.times
    return [
      name,
      meter.rowsIn,
      meter.rejected,
      ...[busyMs, starvedMs, blockedMs].map(ms => `${(ms / 1000).toFixed(1)} s`),
    ]
  })
  const head = ['stage', 'rows', 'rejected', 'busy', 'starved', 'blocked']
  return `${stages.length > 0 ? table([head, ...stages]) : ''}${describeState(state)}`
}

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
