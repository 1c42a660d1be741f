import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openLanes } from '../../../pipeline/lanes.ts'

describe('lanes', () => {
  it('give the one that falls free to the lowest rank of those who wait, and to who came first among equals', async () => {
    const lanesOf = openLanes(1)
    const order: string[] = []
    const enter = (rank: number, name: string) =>
      lanesOf(rank)(async () => {
        order.push(name)
        await turn()
      })
    await Promise.all([enter(3, 'first of all'), enter(2, 'c'), enter(1, 'a'), enter(2, 'd'), enter(1, 'b')])
    expect(order).toEqual(['first of all', 'a', 'b', 'c', 'd'])
  })

  it('are no more than they were opened with, and one that failed is free again', async () => {
    const lanesOf = openLanes(2)
    let [now, most] = [0, 0]
    const work = async () => {
      now += 1
      most = Math.max(most, now)
      await turn()
      now -= 1
      throw new Error('broken')
    }
    const ends = await Promise.allSettled([1, 2, 3, 4, 5].map(rank => lanesOf(rank)(work)))
    expect(ends.map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
    expect(most).toBe(2)
  })
})
