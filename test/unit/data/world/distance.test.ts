import { describe, expect, test } from 'vitest'
import { ciede2000, labOf } from '../../../../data/world/colour-difference.ts'
import { distance } from '../../../../data/world/distance.ts'

describe('distance', () => {
  test('grows from the same word over near-synonyms and relatives to strangers', () => {
    expect(['cup', 'mug', 'vase', 'dog'].map(word => distance('object', 'cup', word))).toEqual([0, 0.25, 1, 2])
    expect(['road', 'street', 'city', 'snow'].map(word => distance('place', 'road', word))).toEqual([0, 0.25, 1, 2])
    expect(['spotty', 'speckled', 'plaid', 'wooden'].map(word => distance('pattern', 'spotty', word))).toEqual([
      0, 0.25, 1, 2,
    ])
  })

  test('of colours is what eyes see: mandarin is near orange, navy far', () => {
    expect(distance('colour', 'orange', 'mandarin')).toBeLessThan(5)
    expect(distance('colour', 'orange', 'navy')).toBeGreaterThan(50)
  })

  test('is the same both ways', () => {
    expect(distance('colour', 'red', 'blue')).toBeCloseTo(distance('colour', 'blue', 'red'), 10)
  })

  test('refuses a word of another kind, and says which there are', () => {
    expect(() => distance('colour', 'red', 'car')).toThrow('the world has no colour "car": take one of red, scarlet')
  })
})

// Pairs of Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula", 2005, table 1, chosen for their pitfalls.
test.each([
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [56, -27, -3], 31.903],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
] as const)('CIEDE2000 of %j and %j is %d', (a, b, wanted) => {
  expect(ciede2000(a, b)).toBeCloseTo(wanted, 4)
})

test('L*a*b* of white, black and pure red are those of the CIE under D65', () => {
  const rounded = (srgb: string) => labOf(srgb).map(value => Math.round(value * 100) / 100 + 0)
  expect(rounded('#ffffff')).toEqual([100, 0, 0])
  expect(rounded('#000000')).toEqual([0, 0, 0])
  expect(rounded('#ff0000')).toEqual([53.24, 80.09, 67.2])
})
