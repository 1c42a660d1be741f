import { expect, it } from 'vitest'
import type { Slot } from '../../../../schemas/slot.ts'
import { chooseSlot } from '../../../../stages/mask/choose.ts'
import { maskOptions } from '../../../../stages/mask/options.ts'
import { random } from '../../../../stages/random.ts'

const slotOf = (word: string, pos: Slot['pos']): Slot => ({ word, start: 0, end: 1, pos, lemma: word, number: null })
const slots = [slotOf('black', 'adjective'), slotOf('cat', 'noun'), slotOf('table', 'noun')]

/** How often each word was drawn with 3,000 seeds. */
const draw = (options: object) => {
  const counts: { [word: string]: number } = {}
  for (let seed = 0; seed < 3000; seed += 1) {
    const slot = chooseSlot(slots, maskOptions.parse(options), random(seed, 'key', 'mask'))
    if (slot) counts[slot.word] = (counts[slot.word] ?? 0) + 1
  }
  return counts
}

it('draws every slot alike', () => {
  for (const count of Object.values(draw({}))) expect(Math.abs(count - 1000)).toBeLessThan(120)
})

it('draws only what is preferred, where there is any', () => {
  expect(draw({ prefer: 'adjective' })).toEqual({ black: 3000 })
})

it('draws the others where nothing preferred is there', () => {
  const slot = chooseSlot([slots[1]!], maskOptions.parse({ prefer: 'adjective' }), random(1, 'key', 'mask'))
  expect(slot?.word).toBe('cat')
})

it('draws in proportion to the weights', () => {
  const { black } = draw({ nounWeight: 1, adjectiveWeight: 2 })
  expect(Math.abs(black! - 1500)).toBeLessThan(120)
})

it('never draws what weighs nothing', () => {
  expect(draw({ nounWeight: 0 })).toEqual({ black: 3000 })
  expect(draw({ nounWeight: 0, adjectiveWeight: 0 })).toEqual({})
})
