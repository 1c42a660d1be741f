import { expect, test } from 'vitest'
import { chooseExample } from '../../../../../../pipeline/view/page/opening/example.ts'
import { soundRow } from '../../../../../support/view-shards.ts'

test('the example is the row whose prompts go from near to far', async () => {
  const rows = [await soundRow(0), await soundRow(1), await soundRow(2)]
  const prompts = rows[0]!.prompts as { readonly similarity: number }[]
  const narrow = prompts.map(prompt => ({ ...prompt, similarity: 0.9 }))
  const best = chooseExample([{ ...rows[0], prompts: narrow, pool: narrow }, rows[1]!, { ...rows[2], caption: null }])
  expect(best?.row).toBe(1)
})

test('rows without a slot are no example', async () => {
  expect(chooseExample([await soundRow(0, { slot_start: null }), {}])).toBe(null)
})
