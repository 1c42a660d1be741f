import { expect, test } from 'vitest'
import { startLine } from '../../../pipeline/line.ts'
import { startProgress } from '../../../pipeline/progress.ts'
import { stallAlarm } from '../../../pipeline/stall.ts'

const quietRun = () => {
  const progress = startProgress(1, 100)
  const meter = startLine(() => 0).add('download')
  meter.rowsIn = 20
  const waitsFor = () => ['a.test (12)', 'b.test (3)']
  progress.stages.push({ name: 'download', meter, waitsFor }, { name: 'image', meter: startLine(() => 0).add('image') })
  let now = 0
  const alarm = stallAlarm(progress, 60_000, () => now)
  const after = (ms: number) => {
    now += ms
    return alarm()
  }
  return { progress, meter, after }
}

test('a run in which nothing moves for the given time names the stage and the hosts that it waits for', () => {
  const { meter, after } = quietRun()
  meter.active = 15
  expect(after(59_000)).toBe(null)
  expect(after(1_000)).toBe(
    'nothing has moved for 60 s: stage download has 15 in hand and waits for a.test (12), b.test (3)',
  )
})

test('the alarm is said again after each further quiet time, not at every look', () => {
  const { meter, after } = quietRun()
  meter.active = 1
  after(60_000)
  expect(after(1_000)).toBe(null)
  expect(after(59_000)).toMatch(/^nothing has moved for 2 min/)
})

test('a call that ends, and a row that is finished, put the alarm off', () => {
  const { progress, meter, after } = quietRun()
  meter.active = 1
  after(50_000)
  meter.ended += 1
  expect(after(50_000)).toBe(null)
  progress.rows.written += 1
  expect(after(50_000)).toBe(null)
  expect(after(60_000)).not.toBe(null)
})

test('where no stage has anything in hand the alarm says that too', () => {
  expect(quietRun().after(60_000)).toMatch(/no stage has anything in hand/)
})
