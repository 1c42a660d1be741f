import { expect, test } from 'vitest'
import { nearest, smooth, thin } from '../../../../../../pipeline/view/page/chart/curve.ts'

const points = [1, 2, 3, 4].map(x => ({ x, y: x * x }))

test('a level curve stays level from its first point on, however it is smoothed', () => {
  const level = Array.from({ length: 9 }, (_, x) => ({ x, y: 3 }))
  for (const { y } of smooth(level, 5)) expect(y).toBeCloseTo(3, 12)
})

test('a point weighs half as much after the half-life', () => {
  const [, second] = smooth(
    [
      { x: 0, y: 0 },
      { x: 1, y: 3 },
    ],
    1,
  )
  expect(second!.y).toBeCloseTo(2, 12) // (0 / 2 + 3) / (1 / 2 + 1)
})

test('not smoothed, a curve is what was measured', () => {
  expect(smooth(points, 0)).toEqual(points)
})

test('a thinned curve has the means of neighbours', () => {
  expect(thin(points, 2)).toEqual([
    { x: 1.5, y: 2.5 },
    { x: 3.5, y: 12.5 },
  ])
})

test('the nearest point is found before, between and behind', () => {
  expect([-1, 2.4, 2.6, 9].map(x => nearest(points, x)?.x)).toEqual([1, 2, 3, 4])
  expect(nearest([], 1)).toBeUndefined()
})
