import type { WriteStream } from 'node:tty'
import { pino } from 'pino'
import type { Clock } from '../line.ts'
import type { Progress } from '../progress.ts'
import { stallAlarm } from '../stall.ts'
import { count, duration } from './table.ts'

/**
 * Shows a run while it goes on: a live line per stage on a terminal, JSON lines elsewhere, and an alarm when nothing
 * moves for `quietMs`. Answers how to stop.
 */
export const watch = (progress: Progress, stream: NodeJS.WriteStream, clock: Clock, quietMs: number): (() => void) => {
  const alarm = stallAlarm(progress, quietMs, clock)
  return stream.isTTY ? drawLines(progress, stream, clock, alarm) : logLines(progress, stream, clock, alarm)
}

type Alarm = ReturnType<typeof stallAlarm>

const drawLines = (progress: Progress, stream: WriteStream, clock: Clock, alarm: Alarm): (() => void) => {
  const started = clock()
  let drawn = 0
  const draw = () => {
    const lines = liveLines(progress, (clock() - started) / 1000)
    const up = drawn > 0 ? `\x1b[${drawn}A` : ''
    const stall = alarm()
    // An alarm stays where it is said; the live lines go on below it.
    const said = stall === null ? '' : `\x1b[0J${stall}\n`
    stream.write(up + said + lines.map(line => `\x1b[2K${line.slice(0, stream.columns || 120)}\n`).join(''))
    drawn = lines.length
  }
  const timer = setInterval(draw, 250)
  return () => {
    clearInterval(timer)
    draw()
  }
}

/** The live picture of a run as lines of text; `seconds` since it began. */
export const liveLines = (progress: Progress, seconds: number): string[] => {
  const finished = progress.rows.written + progress.rows.rejected
  const rate = finished / Math.max(seconds, 0.001)
  const left = progress.rows.todo - finished
  const eta = left === 0 ? 'done' : rate > 0 ? `ETA ${duration(left / rate)}` : 'ETA unknown'
  const shards = `shards ${count(progress.shards.done)}/${count(progress.shards.todo)}`
  const stages = progress.stages.map(({ name, meter }) => {
    const { rowsIn, rowsOut, rejected, active } = meter
    const perSecond = ((rowsOut + rejected) / Math.max(seconds, 0.001)).toFixed(1).padStart(9)
    const queued = Math.max(0, rowsIn - rowsOut - rejected - active)
    return `${name.padEnd(12)} ${perSecond} rows/s  ${count(rejected)} rejected  ${count(active)} in hand  ${count(queued)} queued`
  })
  return [
    ...stages,
    `${shards}  rows ${count(finished)}/${count(progress.rows.todo)}  ${rate.toFixed(1)} rows/s  ${eta}`,
  ]
}

const logEveryMs = 10_000

const logLines = (progress: Progress, stream: NodeJS.WritableStream, clock: Clock, alarm: Alarm): (() => void) => {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream)
  const started = clock()
  const say = (event: string) => log.info(snapshot(progress, (clock() - started) / 1000), event)
  const timer = setInterval(() => say('running'), logEveryMs)
  const ear = setInterval(() => {
    const stall = alarm()
    if (stall !== null) log.warn(stall)
  }, 1000)
  say('started')
  return () => {
    clearInterval(timer)
    clearInterval(ear)
    say('ended')
  }
}

const snapshot = (progress: Progress, seconds: number) => {
  const { todo, written, rejected } = progress.rows
  const finished = written + rejected
  return {
    seconds: Math.round(seconds),
    shards: progress.shards,
    rows: { todo, written, rejected, perSecond: Math.round((10 * finished) / Math.max(seconds, 0.001)) / 10 },
    stages: Object.fromEntries(progress.stages.map(({ name, meter }) => [name, stageOf(meter)])),
  }
}

const stageOf = (meter: Progress['stages'][number]['meter']) => {
  meter.advance()
  const { rowsIn, rowsOut, rejected, active, times } = meter
  return {
    rowsIn,
    rowsOut,
    rejected,
    active,
    ...Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, Math.round(ms)])),
  }
}
