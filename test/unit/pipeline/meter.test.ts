import { expect, test } from 'vitest'
import { mayStart } from '../../../pipeline/admission.ts'
import { startLine } from '../../../pipeline/line.ts'
import { metered, offered } from '../../../pipeline/meter.ts'

/** Three stages on a line whose clock is set by hand. */
const threeStages = () => {
  let now = 0
  const line = startLine(() => now)
  const [download, image, caption] = [line.add('download'), line.add('image'), line.add('caption')] as const
  const to = (ms: number) => {
    now = ms
  }
  return { line, download, image, caption, to }
}

test('busy, starved and blocked add up to the time that passed', async () => {
  const { download, to } = threeStages()
  to(10) // nothing to do
  await metered(download, () => to(15))
  async function* answers() {
    yield 1
  }
  for await (const _ of offered(download, answers())) to(35) // nobody takes the next answer
  to(36)
  download.advance()
  expect(download.times).toEqual({ starvedMs: 11, busyMs: 5, blockedMs: 20 })
})

test('calls at the same time are one time of being busy', async () => {
  const { download, to } = threeStages()
  await metered(download, () => metered(download, () => to(5)))
  expect(download.times).toEqual({ starvedMs: 0, busyMs: 5, blockedMs: 0 })
  expect(download.ended).toBe(2)
})

test('who starves waits for the nearest one before it that is at work, be it the source', async () => {
  const { line, download, image, caption, to } = threeStages()
  await metered(line.source, () => to(3))
  await metered(download, () => to(10))
  await metered(image, () => metered(download, () => to(15)))
  expect(download.waitedForMs).toEqual({ source: 3 })
  expect(image.waitedForMs).toEqual({ source: 3, download: 7 })
  expect(caption.waitedForMs).toEqual({ source: 3, download: 7, image: 5 })
  expect(caption.times).toEqual({ starvedMs: 15, busyMs: 0, blockedMs: 0 })
})

test('who is blocked is held by the nearest one behind it that is at work, and by the writer where none is', async () => {
  const { download, image, caption, to } = threeStages()
  async function* one() {
    yield 1
  }
  for await (const _ of offered(download, one()))
    for await (const _ of offered(image, one())) {
      await metered(caption, () => to(8))
      to(10)
      download.advance()
    }
  expect(download.heldByMs).toEqual({ caption: 8, writer: 2 })
  expect(image.heldByMs).toEqual({ caption: 8, writer: 2 })
})

test('who has nothing to do because no shard may begin is held too, and nobody is to blame before the first and after the last', async () => {
  const { line, download, caption, to } = threeStages()
  to(4)
  line.hold(true)
  await metered(caption, () => to(10))
  line.hold(false)
  to(13)
  download.advance()
  expect(download).toMatchObject({ times: { starvedMs: 7, busyMs: 0, blockedMs: 6 }, waitedForMs: {} })
  expect(download.heldByMs).toEqual({ caption: 6 })
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
