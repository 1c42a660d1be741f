import fc from 'fast-check'
import { expect, test } from 'vitest'
import { niceStep, spanOf, ticksIn } from '../../../../../../pipeline/view/page/chart/scale.ts'

test('steps are 1, 2 or 5 times a power of ten', () => {
  const steps = [7, 0.3, 1234, 0.0021].map(to => niceStep({ from: 0, to }, 5))
  expect(steps).toEqual([2, 0.1, 500, 0.0005])
})

test('ticks are round, within the span, and no more than asked for', () => {
  const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(
      numbers,
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      (from, width, most) => {
        const span = { from, to: from + width }
        const ticks = ticksIn(span, most)
        const slack = 1e-6 * (Math.abs(from) + width)
        expect(ticks.length).toBeLessThanOrEqual(most + 1)
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(from - slack)
          expect(tick).toBeLessThanOrEqual(from + width + slack)
        }
      },
    ),
  )
})

test('a span of one number, and of none, has a width all the same', () => {
  expect(spanOf([4, 4])).toEqual({ from: 2, to: 6 })
  expect(spanOf([Number.NaN])).toEqual({ from: 0, to: 1 })
})
