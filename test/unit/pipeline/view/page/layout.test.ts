import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inSight, layOut, scrollFor, stepBy } from '../../../../../pipeline/view/page/gallery/layout.ts'

const view = 800

test('a phone has two columns, a desk has five', () => {
  expect(layOut(100, 328).columns).toBe(2)
  expect(layOut(100, 1200).columns).toBe(5)
})

test('however many rows, few are in sight, and every line can be brought there', () => {
  const cases = fc.record({ count: fc.integer({ min: 1, max: 5_000_000 }), width: fc.integer({ min: 320, max: 2500 }) })
  fc.assert(
    fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ({ count, width }, where) => {
      const layout = layOut(count, width)
      const line = Math.floor(where * (layout.lines - 1))
      const scrolled = scrollFor(layout, line, 0, view)
      const { first, last } = inSight(layout, scrolled, view)
      expect(first <= line && line <= last).toBe(true)
      expect(last - first).toBeLessThan(2 * view)
      expect(layout.height).toBeLessThan(33e6)
    }),
  )
})

test('a line that is in sight moves nothing', () => {
  const layout = layOut(1000, 1000)
  expect(scrollFor(layout, 1, 10, view)).toBe(10)
})

test('keys stop at both ends, and other keys do nothing', () => {
  const step = (key: string, from: number) => stepBy(key, from, 23, 5, 2)
  expect([step('ArrowUp', 3), step('ArrowDown', 20), step('ArrowRight', 22), step('ArrowLeft', 0)]).toEqual([
    0, 22, 22, 0,
  ])
  expect([step('PageDown', 3), step('PageUp', 13), step('Home', 13), step('End', 0)]).toEqual([13, 3, 0, 22])
  expect(step('a', 3)).toBeNull()
})
