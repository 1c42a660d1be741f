import { expect, test } from 'vitest'
import { mayStart } from '../../../pipeline/admission.ts'
import { metered, offered, startMeter } from '../../../pipeline/meter.ts'

test('busy, starved and blocked add up to the time that passed', async () => {
  let now = 0
  const meter = startMeter(() => now)
  now = 10 // nothing to do
  await metered(meter, () => {
    now = 15 // at work
  })
  async function* answers() {
    yield 1
  }
  for await (const _ of offered(meter, answers())) now = 35 // nobody takes the next answer
  now = 36
  meter.advance()
  expect(meter.times).toEqual({ starvedMs: 11, busyMs: 5, blockedMs: 20 })
})

test('a shard may always start where none is in flight, so that a budget too small never deadlocks', () => {
  const limits = { shards: 4, waitingRows: 100, heldBytes: 1000, shelvedBytes: 5000 }
  expect(mayStart({ shards: 0, waitingRows: 0, heldBytes: 5000, shelvedBytes: 0 }, limits)).toBe(true)
  expect(mayStart({ shards: 1, waitingRows: 99, heldBytes: 999, shelvedBytes: 0 }, limits)).toBe(true)
  expect(mayStart({ shards: 4, waitingRows: 0, heldBytes: 0, shelvedBytes: 0 }, limits)).toBe(false)
  expect(mayStart({ shards: 1, waitingRows: 100, heldBytes: 0, shelvedBytes: 0 }, limits)).toBe(false)
  expect(mayStart({ shards: 1, waitingRows: 0, heldBytes: 1000, shelvedBytes: 0 }, limits)).toBe(false)
  expect(mayStart({ shards: 1, waitingRows: 0, heldBytes: 0, shelvedBytes: 5000 }, limits)).toBe(false)
})
