import { useState } from 'preact/hooks'
import type { Account, RunRecord } from '../../account.ts'
import { sayCount, sayRate, saySeconds } from '../amount.ts'
import { nearest } from '../chart/curve.ts'
import { Curve } from '../chart/curve.tsx'
import { bottleneckOf, liveRuns, type StageTimes, sayWaits, timesOf } from './stage-times.ts'

/** What each stage did with its time, and how many rows came out. */
export const StageTable = ({ account }: { readonly account: Account }) => {
  const times = timesOf(account)
  if (times.length === 0) return null
  const bottleneck = bottleneckOf(times)
  return (
    <section class="run-part" aria-labelledby="stage-times">
      <h2 id="stage-times">Where the time went</h2>
      <p class="quiet">
        {sayRuns(account)}
        {bottleneck !== null && ` The others waited for ${bottleneck} most.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section class="stage-scroll" aria-label="Stages" tabIndex={0}>
        <table class="stage-table number">
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">Rows in</th>
              <th scope="col">Lost</th>
              <th scope="col">Rows a second</th>
              <th scope="col">Waiting</th>
              <th scope="col">
                <span class="stage-key stage-busy">at work</span>
                <span class="stage-key stage-blocked">held up by the next</span>
                <span class="stage-key stage-starved">without work</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {times.map(stage => (
              <StageLine key={stage.name} stage={stage} />
            ))}
          </tbody>
        </table>
      </section>
      {account.runs.length > 0 && <Throughput run={account.runs.at(-1)!} />}
    </section>
  )
}

const StageLine = ({ stage }: { readonly stage: StageTimes }) => {
  const { name, rowsIn, rejected, rate, busyMs, blockedMs, starvedMs } = stage
  const parts = [
    ['busy', 'at work', busyMs],
    ['blocked', 'held up by the next', blockedMs],
    ['starved', 'without work', starvedMs],
  ] as const
  const whole = Math.max(1, busyMs + blockedMs + starvedMs)
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{sayCount(rowsIn)}</td>
      <td>{rejected === 0 ? '' : sayCount(rejected)}</td>
      <td>{rate === null ? '' : sayRate(rate)}</td>
      <td>{sayWaits(stage)}</td>
      <td>
        <span
          class="stage-bar"
          role="img"
          aria-label={parts.map(([, said, ms]) => `${said} ${saySeconds(ms)}`).join(', ')}
        >
          {parts.map(([key, said, ms]) => (
            <span
              key={key}
              class={`stage-${key}`}
              style={{ width: `${(100 * ms) / whole}%` }}
              title={`${said}: ${saySeconds(ms)}`}
            />
          ))}
        </span>
      </td>
    </tr>
  )
}

const Throughput = ({ run }: { readonly run: RunRecord }) => {
  const [cursor, setCursor] = useState<number | null>(null)
  const points = run.trace.map(([x, y]) => ({ x, y }))
  if (points.length < 3) return null
  const seen = cursor === null ? undefined : nearest(points, cursor)
  return (
    <figure class="throughput">
      <figcaption>
        Rows finished <span class="quiet">in seconds since {new Date(run.startedAt).toLocaleString()}</span>
        <span class="quiet number">{seen && ` · ${sayCount(seen.y)} after ${saySeconds(1000 * seen.x)}`}</span>
      </figcaption>
      <Curve
        points={points}
        span={{ from: 0, to: points.at(-1)!.x }}
        name="rows finished"
        along="second"
        halfLife={0}
        cursor={cursor}
        onCursor={setCursor}
      />
    </figure>
  )
}

const sayRuns = (account: Account): string => {
  const { runs } = account
  const rows = runs.reduce((sum, run) => sum + run.rows.written + run.rows.rejected, 0)
  const seconds = runs.reduce((sum, run) => sum + (run.trace.at(-1)?.[0] ?? 0), 0)
  const tail = liveRuns(account).length > 0 ? ' so far' : ''
  const who = runs.length === 1 ? 'One run' : `${runs.length} runs`
  return `${who}: ${sayCount(rows)} rows in ${saySeconds(1000 * seconds)}${tail}, ${sayRate(rows / Math.max(0.01, seconds))} a second.`
}
