import { describe, expect, it } from 'vitest'
import { random } from '../../../stages/random.ts'

const draw = (count: number, ...of: Parameters<typeof random>): number[] => {
  const next = random(...of)
  return Array.from({ length: count }, next)
}

describe('random', () => {
  it('gives the same numbers to the same seed, key and purpose', () => {
    expect(draw(50, 1, 'a', 'mask')).toEqual(draw(50, 1, 'a', 'mask'))
  })

  it('gives other numbers to another seed, key or purpose', () => {
    const streams = [
      draw(3, 1, 'a', 'mask'),
      draw(3, 2, 'a', 'mask'),
      draw(3, 1, 'b', 'mask'),
      draw(3, 1, 'a', 'select'),
    ]
    expect(new Set(streams.map(String)).size).toBe(4)
  })

  it('fills [0, 1) evenly, over keys as well as along a stream', () => {
    const along = draw(20_000, 7, 'key', 'purpose')
    const over = Array.from({ length: 20_000 }, (_, at) => random(7, `key ${at}`, 'purpose')())
    for (const numbers of [along, over]) {
      const counts = new Array<number>(10).fill(0)
      for (const number of numbers) counts[Math.floor(number * 10)]! += 1
      // 2,000 are expected in each tenth, with a standard deviation of 42.
      for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(5 * 42)
    }
  })

  it('stays what it was: shards of older runs must resume to the same bytes', () => {
    expect(draw(3, 0, 'key', 'mask')).toEqual([0.5065179509110749, 0.7792807435616851, 0.6818754859268665])
  })
})
