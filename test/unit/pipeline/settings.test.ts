import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { namedRecipe } from '../../../pipeline/named-recipe.ts'
import { parseSettings, settingsOf } from '../../../pipeline/settings.ts'

const recipe = namedRecipe({
  name: 'sample',
  summary: '',
  options: z.strictObject({
    plan: z.strictObject({ rowsPerShard: z.int().min(1).default(1000).describe('rows in a shard') }).prefault({}),
    filter: z.strictObject({ minAesthetic: z.number().nullable().optional().describe('least score') }).prefault({}),
    image: z.strictObject({ resize: z.strictObject({ shortSide: z.int() }).nullable().default(null) }).prefault({}),
  }),
  build: () => {
    throw new Error('not built here')
  },
})

describe('settings', () => {
  test('fill in defaults', () => {
    expect(parseSettings(recipe, [])).toEqual({ plan: { rowsPerShard: 1000 }, filter: {}, image: { resize: null } })
  })

  test('are JSON where they parse as JSON, and reach into objects by dots', () => {
    const parsed = parseSettings(recipe, [
      'plan.rowsPerShard=10',
      'filter.minAesthetic=null',
      'image.resize={"shortSide":512}',
    ])
    expect(parsed).toEqual({
      plan: { rowsPerShard: 10 },
      filter: { minAesthetic: null },
      image: { resize: { shortSide: 512 } },
    })
  })

  test.each([
    ['plan.rowPerShard=10', /no setting plan\.rowPerShard \(did you mean "plan\.rowsPerShard"\?\)/],
    ['plann.rowsPerShard=10', /no setting plann/],
    ['plan.rowsPerShard=0', /setting plan\.rowsPerShard is 0: /],
    ['plan.rowsPerShard=many', /setting plan\.rowsPerShard is "many": /],
    ['rowsPerShard', /wanted key=value/],
  ])('refuse %s in one sentence', (setting, sentence) => {
    expect(() => parseSettings(recipe, [setting])).toThrow(sentence)
  })

  test('are listed with their defaults and meanings from the same schema', () => {
    expect(settingsOf(recipe)).toContainEqual({ path: 'plan.rowsPerShard', default: 1000, doc: 'rows in a shard' })
  })
})
