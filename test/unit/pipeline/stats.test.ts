import { expect, test } from 'vitest'
import { addLosses, countLosses, type Losses } from '../../../pipeline/stats.ts'

const lost = (stage: string, url: string) => ({
  index: 0,
  key: '',
  values: { url },
  rejected: { stage, reason: 'truncated' as const, detail: '' },
  notes: {},
})

test('losses are counted by reason, and within one by stage and by host', () => {
  const losses = countLosses([
    lost('image', 'http://a.example/1'),
    lost('download', 'http://b.example/2'),
    lost('image', 'x'),
  ])
  expect(losses).toEqual({
    truncated: { rows: 3, stages: { image: 2, download: 1 }, hosts: { 'a.example': 1, 'b.example': 1 } },
  })
})

test('losses of shards add up', () => {
  const one = countLosses([lost('image', 'http://a.example/1')])
  expect(addLosses([one, one, {}])).toEqual({
    truncated: { rows: 2, stages: { image: 2 }, hosts: { 'a.example': 2 } },
  })
})

test('losses that a softpa of before has written name no stage, and add up with those that do', () => {
  const before = { truncated: { rows: 4, hosts: {} } } as unknown as Losses
  expect(addLosses([before, countLosses([lost('image', 'x')])])).toEqual({
    truncated: { rows: 5, stages: { 'stage not noted': 4, image: 1 }, hosts: {} },
  })
})
