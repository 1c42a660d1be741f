import { setMaxListeners } from 'node:events'
import { close } from './pool.ts'

/**
 * Maps in order, one item ahead: while the consumer has result k, item k + 1 is already worked on. A result is yielded
 * as soon as it is there, also while the source is silent. At most two items are taken and not yet yielded.
 * The first failure of source or work is thrown, after the source is closed.
 */
export async function* mapAhead<I, O>(
  source: AsyncIterable<I>,
  work: (item: I, signal: AbortSignal) => Promise<O>,
  signal?: AbortSignal,
): AsyncGenerator<O> {
  const iterator = source[Symbol.asyncIterator]()
  const stop = new AbortController()
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  // Every item under way may listen.
  setMaxListeners(0, stopped)
  let pulling = false
  const next = async (): Promise<{ value: O } | null> => {
    pulling = true
    const step = await iterator.next().finally(() => {
      pulling = false
    })
    return step.done || stop.signal.aborted ? null : { value: await work(step.value, stopped) }
  }
  let pending = next()
  try {
    for (;;) {
      const current = await pending
      if (current === null) return
      pending = next()
      // The failure is thrown where it is awaited; until then it must not count as unhandled.
      pending.catch(() => {})
      yield current.value
    }
  } finally {
    stop.abort(new Error('the map was left'))
    const owes = pulling
    await close(iterator, owes)
    if (!owes) await pending.catch(() => {})
  }
}
