import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histogram, median } from '../../../../../../pipeline/view/page/chart/histogram.ts'

test('every number is counted once, in bins that follow each other', () => {
  const numbers = fc.array(
    fc.integer({ min: -8000, max: 8000 }).map(eighths => eighths / 8),
    { minLength: 1, maxLength: 50 },
  )
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 30 }), (values, most) => {
      const bins = histogram(values, most)
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
      for (const [at, { from }] of bins.entries()) if (at > 0) expect(from).toBe(bins[at - 1]!.to)
    }),
  )
})

test('whole numbers have bins of their own', () => {
  const bins = histogram([5, 5, 6, 8], 24)
  expect(bins).toEqual([
    { from: 5, to: 6, count: 2 },
    { from: 6, to: 7, count: 1 },
    { from: 7, to: 8, count: 0 },
    { from: 8, to: 9, count: 1 },
  ])
})

test('the median of an even count lies between the two in the middle', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5])
})
