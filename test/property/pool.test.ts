import fc from 'fast-check'
import pLimit from 'p-limit'
import { describe, expect, test } from 'vitest'
import { mapAhead } from '../../pipeline/ahead.ts'
import { pool } from '../../pipeline/pool.ts'
import { inMemory, inOrder } from '../../pipeline/shelf.ts'

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve()
}
/** Answers `value` after so many turns of the microtask queue. */
const delayed = async <T>(count: number, value: T): Promise<T> => {
  await turns(count)
  return value
}
const delays = fc.array(fc.nat(12), { maxLength: 60 })
const limits = fc.integer({ min: 1, max: 9 })

/** A source of 0, 1, 2 … that knows how many items were taken and whether it was closed. */
const counting = (length: number) => {
  const state = { taken: 0, closed: false }
  async function* source() {
    try {
      for (let item = 0; item < length; item += 1) {
        state.taken += 1
        yield item
      }
    } finally {
      state.closed = true
    }
  }
  return { state, source: source() }
}

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('the pool', () => {
  test('gives back every item once, whatever the limit and the order in which they finish', () =>
    fc.assert(
      fc.asyncProperty(delays, limits, async (waits, limit) => {
        const { source } = counting(waits.length)
        const done = await collect(pool(source, pLimit(limit), item => delayed(waits[item]!, item)))
        expect(done.toSorted((a, b) => a - b)).toEqual(waits.map((_, item) => item))
      }),
    ))

  test('gives of the results that wait to be taken the one of the lowest rank first', async () => {
    const { source } = counting(5)
    const done: number[] = []
    for await (const item of pool(
      source,
      pLimit(5),
      async item => item,
      undefined,
      item => -item,
    )) {
      done.push(item)
      await turns(50)
    }
    // The first one is taken before there is another.
    expect(done).toEqual([0, 4, 3, 2, 1])
  })

  test('in = out + rejected, and put in order it does not depend on limit or delays', () =>
    fc.assert(
      fc.asyncProperty(delays, limits, fc.nat(5), async (waits, limit, every) => {
        const { source } = counting(waits.length)
        const isRejected = (index: number) => index % (every + 2) === 0
        const work = async (index: number) => {
          await turns(waits[index]!)
          return { index, rejected: isRejected(index) }
        }
        const done = await collect(inOrder(pool(source, pLimit(limit), work), inMemory()))
        expect(done).toEqual(waits.map((_, index) => ({ index, rejected: isRejected(index) })))
        expect(done.filter(row => row.rejected).length + done.filter(row => !row.rejected).length).toBe(waits.length)
      }),
    ))

  test('never works on more than the limit, also when several share the lanes, and never takes more than limit + 1 ahead', () =>
    fc.assert(
      fc.asyncProperty(delays, delays, limits, async (first, second, limit) => {
        const lanes = pLimit(limit)
        let working = 0
        let most = 0
        const drive = async (waits: readonly number[]) => {
          const { source, state } = counting(waits.length)
          let yielded = 0
          const work = async (item: number) => {
            working += 1
            most = Math.max(most, working)
            await turns(waits[item]!)
            working -= 1
          }
          for await (const _ of pool(source, lanes, work)) {
            yielded += 1
            expect(state.taken - yielded).toBeLessThanOrEqual(limit + 1)
            await turns(3)
          }
        }
        await Promise.all([drive(first), drive(second)])
        expect(most).toBeLessThanOrEqual(limit)
      }),
    ))

  test('closes its source and stops its work when the consumer leaves', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), limits, fc.nat(10), async (length, limit, leaveAfter) => {
        const { source, state } = counting(length)
        let working = 0
        const work = async (item: number, signal: AbortSignal) => {
          working += 1
          await Promise.race([turns(item % 5), new Promise(resolve => signal.addEventListener('abort', resolve))])
          working -= 1
          return item
        }
        let seen = 0
        for await (const _ of pool(source, pLimit(limit), work)) if (seen++ >= leaveAfter) break
        expect(state.closed).toBe(true)
        expect(working).toBe(0)
      }),
    ))

  test('throws the failure of an item, after closing the source', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), limits, fc.nat(29), async (length, limit, at) => {
        const bad = at % length
        const { source, state } = counting(length)
        const work = async (item: number) => {
          await turns(item % 3)
          if (item === bad) throw new Error(`item ${item}`)
        }
        await expect(collect(pool(source, pLimit(limit), work))).rejects.toThrow(`item ${bad}`)
        expect(state.closed).toBe(true)
      }),
    ))

  test('throws the failure of its source', async () => {
    async function* source() {
      yield 1
      throw new Error('the source broke')
    }
    await expect(collect(pool(source(), pLimit(2), async item => item))).rejects.toThrow('the source broke')
  })

  test('leaves at once although the source never answers', async () => {
    async function* source() {
      yield 1
      await new Promise(() => {})
    }
    for await (const item of pool(source(), pLimit(2), async item => item)) {
      expect(item).toBe(1)
      break
    }
  })
})

/** A source that gives an item only after the result of an earlier one has come out. */
const dependent = (length: number, lag: number) => {
  const out = Array.from({ length }, () => {
    let resolve = () => {}
    const promise = new Promise<void>(settle => {
      resolve = settle
    })
    return { promise, resolve: () => resolve() }
  })
  async function* source() {
    for (let item = 0; item < length; item += 1) {
      if (item >= lag) await out[item - lag]!.promise
      yield item
    }
  }
  return { source: source(), release: (item: number) => out[item]!.resolve() }
}

describe('a source that waits for an earlier result never deadlocks', () => {
  test('in the pool', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        limits,
        async (length, lag, limit) => {
          const { source, release } = dependent(length, lag)
          let seen = 0
          for await (const item of pool(source, pLimit(limit), item => delayed(item % 4, item))) {
            seen += 1
            release(item)
          }
          expect(seen).toBe(length)
        },
      ),
    ))

  test('in the one-ahead map', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 4 }), async (length, lag) => {
        const { source, release } = dependent(length, lag)
        const seen: number[] = []
        for await (const item of mapAhead(source, item => delayed(item % 4, item))) {
          seen.push(item)
          release(item)
        }
        expect(seen).toEqual(Array.from({ length }, (_, item) => item))
      }),
    ))
})

describe('the one-ahead map', () => {
  test('keeps the order and every item', () =>
    fc.assert(
      fc.asyncProperty(delays, async waits => {
        const { source } = counting(waits.length)
        const done = await collect(mapAhead(source, item => delayed(waits[item]!, item)))
        expect(done).toEqual(waits.map((_, item) => item))
      }),
    ))

  test('works on the next item while the consumer has the last, and on no other', async () => {
    const { source } = counting(6)
    const begun: number[] = []
    let expected = 0
    for await (const item of mapAhead(source, async item => begun.push(item) - 1)) {
      expect(item).toBe(expected)
      await turns(20)
      expect(begun).toEqual(Array.from({ length: Math.min(item + 2, 6) }, (_, at) => at))
      expected += 1
    }
    expect(expected).toBe(6)
  })

  test('closes its source when the consumer leaves or an item fails', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.nat(19), fc.boolean(), async (length, at, fails) => {
        const { source, state } = counting(length)
        const stop = at % length
        const work = async (item: number) => {
          await turns(item % 3)
          if (fails && item === stop) throw new Error('bad item')
          return item
        }
        const drive = async () => {
          for await (const item of mapAhead(source, work)) if (item === stop) break
        }
        if (fails) await expect(drive()).rejects.toThrow('bad item')
        else await drive()
        expect(state.closed).toBe(true)
      }),
    ))
})
