import { expect, test } from 'vitest'
import { bottleneckOf, liveRuns, timesOf } from '../../../../../../pipeline/view/page/run/stage-times.ts'
import { recordOf } from '../../../../../support/view-dataset.ts'

test('times are summed over the runs of a dataset, in the order of its stages', () => {
  const times = timesOf({ stages: ['mask', 'download', 'select'], runs: [recordOf(1), recordOf(2)] })
  expect(times.map(({ name, rowsIn, busyMs, rate }) => [name, rowsIn, busyMs, rate])).toEqual([
    ['mask', 27, 200, 135],
    ['download', 30, 3000, 10],
  ])
})

test('the others waited for the stage that was at work most of the time, if any was', () => {
  const times = timesOf({ stages: ['download', 'mask'], runs: [recordOf(1)] })
  expect(bottleneckOf(times)?.name).toBe('download')
  expect(bottleneckOf(times.filter(({ name }) => name === 'mask'))).toBe(null)
})

test('a run is live while it has not ended and has said so lately', () => {
  const runs = [
    recordOf(1),
    recordOf(1, { isOver: false, seenAt: '2026-11-01T00:00:00.000Z' }),
    recordOf(1, { isOver: false, seenAt: '2026-11-01T00:00:50.000Z' }),
  ]
  expect(liveRuns({ runs, at: '2026-11-01T00:01:00.000Z' })).toEqual([runs[2]])
})
