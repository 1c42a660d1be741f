import { expect, test } from 'vitest'
import { count, duration, table } from '../../../pipeline/face/table.ts'
import { liveLines } from '../../../pipeline/face/watch.ts'
import { startLine } from '../../../pipeline/line.ts'
import { startProgress } from '../../../pipeline/progress.ts'

test('the live picture has a line per stage, and one with shards, rows, rate and the time left', () => {
  const progress = startProgress(4, 4000)
  const meter = startLine(() => 0).add('download')
  Object.assign(meter, { rowsIn: 1500, rowsOut: 900, rejected: 100, active: 64 })
  progress.stages.push({ name: 'download', meter })
  progress.rows.written = 850
  progress.rows.rejected = 150
  const [stage, whole] = liveLines(progress, 10)
  expect(stage).toMatch(/^download +100\.0 rows\/s {2}100 rejected {2}64 in hand {2}436 queued$/)
  expect(whole).toBe('shards 0/4  rows 1,000/4,000  100.0 rows/s  ETA 30 s')
})

test('tables align numbers to the right, and say large numbers and times as people do', () => {
  expect(
    table([
      ['written', 5],
      ['rejected', 12345],
    ]),
  ).toBe('  written        5\n  rejected  12,345\n')
  expect([count(1234567), duration(59.4), duration(720), duration(36000)]).toEqual([
    '1,234,567',
    '59 s',
    '12 min',
    '10.0 h',
  ])
})
