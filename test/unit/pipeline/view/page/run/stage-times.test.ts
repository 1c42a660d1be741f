import { expect, test } from 'vitest'
import { bottleneckOf, liveRuns, sayWaits, timesOf } from '../../../../../../pipeline/view/page/run/stage-times.ts'
import { recordOf } from '../../../../../support/view-dataset.ts'

test('times are summed over the runs of a dataset, in the order of its stages', () => {
  const times = timesOf({ stages: ['mask', 'download', 'select'], runs: [recordOf(1), recordOf(2)] })
  expect(times.map(({ name, rowsIn, busyMs, rate }) => [name, rowsIn, busyMs, rate])).toEqual([
    ['mask', 27, 200, 135],
    ['download', 30, 3000, 10],
  ])
})

test('the others waited for one more than for all else together, if they did; records of before do not say', () => {
  const [download, mask] = timesOf({ stages: ['download', 'mask'], runs: [recordOf(1)] })
  expect(bottleneckOf([download!, mask!])).toBe('download')
  expect(bottleneckOf([{ ...download!, waitedForMs: {} }])).toBe(null)
  const before = recordOf(1).stages.map(({ waitedForMs, heldByMs, ...stage }) => stage)
  expect(bottleneckOf(timesOf({ stages: ['download', 'mask'], runs: [recordOf(1, { stages: before })] }))).toBe(null)
})

test('a stage says whom it waited for and who held it, in shares of its own time', () => {
  const [download, mask] = timesOf({ stages: ['download', 'mask'], runs: [recordOf(1), recordOf(2)] })
  expect(sayWaits(download!)).toBe('for source 15 %, held by mask 5 %')
  expect(sayWaits(mask!)).toBe('for download 75 %')
  expect(sayWaits({ ...mask!, waitedForMs: { download: 19 } })).toBe('')
})

test('a run is live while it has not ended and has said so lately', () => {
  const runs = [
    recordOf(1),
    recordOf(1, { isOver: false, seenAt: '2026-11-01T00:00:00.000Z' }),
    recordOf(1, { isOver: false, seenAt: '2026-11-01T00:00:50.000Z' }),
  ]
  expect(liveRuns({ runs, at: '2026-11-01T00:01:00.000Z' })).toEqual([runs[2]])
})
