import { expect, test } from 'vitest'
import type { CommonOptions } from '../../../pipeline/named-recipe.ts'
import { canonical, refuseChanges, resolveRecipe } from '../../../pipeline/resolved-recipe.ts'

const resolve = (rowsPerShard: number, more: { seed?: number; maxRejectRate?: number } = {}) =>
  resolveRecipe({
    recipe: 'fetch',
    seed: more.seed ?? 0,
    redo: [],
    columns: {},
    options: { plan: { rowsPerShard }, maxRejectRate: more.maxRejectRate ?? 0.9 } as unknown as CommonOptions,
  })

test('the hash follows what changes the data, and neither the seed nor when a run gives up', () => {
  expect(resolve(10).hash).toBe(resolve(10).hash)
  expect(resolve(10).hash).not.toBe(resolve(11).hash)
  expect(resolve(10).hash).toBe(resolve(10, { seed: 7, maxRejectRate: 1 }).hash)
})

test('a folder refuses another recipe and shows the difference', () => {
  expect(() => refuseChanges('out', resolve(10), resolve(11))).toThrow(
    'out was begun with another recipe (plan.rowsPerShard was 10, is now 11)',
  )
  expect(() => refuseChanges('out', resolve(10), resolve(10, { seed: 7 }))).toThrow('seed was 0, is now 7')
  refuseChanges('out', resolve(10), resolve(10, { maxRejectRate: 1 }))
})

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonical({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
})
