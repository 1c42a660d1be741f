import { setMaxListeners } from 'node:events'
import type { Lanes } from './lanes.ts'

/**
 * Works on items as they come, at most `lanes.concurrency` at once over everyone who shares the lanes, and yields
 * results in the order in which they finish; of those that wait to be taken the one of the lowest rank comes first.
 * Results and failures come out while the source is silent, so a source that waits for an earlier result never deadlocks.
 * At most `lanes.concurrency` + 1 items are taken and not yet yielded, and one of them at most queues for a lane: what is
 * taken early is held long.
 *
 * The first failure of source or work is thrown, after the source is closed. Leaving early aborts the signal that work
 * gets and closes the source; work under way is waited for, so it must hear that signal, or the caller's own.
 */
export async function* pool<I, O>(
  source: AsyncIterable<I>,
  lanes: Lanes,
  work: (item: I, signal: AbortSignal) => Promise<O>,
  signal?: AbortSignal,
  rankOf: (result: O) => number = () => 0,
): AsyncGenerator<O> {
  const iterator = source[Symbol.asyncIterator]()
  const stop = new AbortController()
  const stopped = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  // Every item under way may listen.
  setMaxListeners(0, stopped)
  const window = lanes.concurrency + 1
  const finished: Outcome<O>[] = []
  let running = 0
  let pulling = false
  let queuing = false
  let exhausted = false
  let wake = () => {}

  const settle = (outcome: Outcome<O>) => {
    finished.push(outcome)
    wake()
  }
  const start = (item: I) => {
    running += 1
    queuing = true
    lanes(() => {
      queuing = false
      pull()
      return work(item, stopped)
    })
      .then(
        value => ({ value, rank: rankOf(value) }),
        failure => ({ failure, rank: Number.NEGATIVE_INFINITY }),
      )
      .then(outcome => {
        running -= 1
        settle(outcome)
      })
  }
  const pull = () => {
    if (pulling || queuing || exhausted || running + finished.length >= window) return
    pulling = true
    iterator.next().then(
      step => {
        pulling = false
        exhausted ||= step.done === true
        if (!step.done && !stop.signal.aborted) start(step.value)
        pull()
        wake()
      },
      failure => {
        pulling = false
        exhausted = true
        settle({ failure, rank: Number.NEGATIVE_INFINITY })
      },
    )
  }

  try {
    for (;;) {
      pull()
      const outcome = takeFirst(finished)
      if (outcome === undefined) {
        if (exhausted && running === 0) return
        await new Promise<void>(resolve => {
          wake = resolve
        })
      } else if ('failure' in outcome) throw outcome.failure
      else yield outcome.value
    }
  } finally {
    stop.abort(new Error('the pool was left'))
    await close(iterator, pulling)
    while (running > 0)
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
}

type Outcome<O> = { readonly rank: number } & ({ readonly value: O } | { readonly failure: unknown })

/** Takes the one of the lowest rank, of several the one that came first. */
const takeFirst = <T extends { readonly rank: number }>(line: T[]): T | undefined => {
  let first = 0
  for (let at = 1; at < line.length; at += 1) if (line[at]!.rank < line[first]!.rank) first = at
  return line.splice(first, 1)[0]
}

/** Closes a source. One that still owes an answer is told to close and not waited for: it may never answer. */
export const close = async (iterator: AsyncIterator<unknown>, isPulling: boolean): Promise<void> => {
  const closed = iterator.return?.()
  if (isPulling) closed?.catch(() => {})
  else await closed
}
