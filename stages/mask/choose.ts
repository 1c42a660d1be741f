import type { PartOfSpeech, Slot } from '../../schemas/slot.ts'
import type { Random } from '../random.ts'
import type { MaskOptions } from './options.ts'

/** Draws one slot, each as likely as its part of speech weighs; null where none weighs anything. */
export const chooseSlot = (slots: readonly Slot[], options: MaskOptions, random: Random): Slot | null => {
  const weights: { readonly [P in PartOfSpeech]: number } = {
    noun: options.nounWeight,
    adjective: options.adjectiveWeight,
  }
  const allowed = slots.filter(slot => weights[slot.pos] > 0)
  const preferred = allowed.filter(slot => slot.pos === options.prefer)
  const drawn = preferred.length > 0 ? preferred : allowed
  const total = drawn.reduce((sum, slot) => sum + weights[slot.pos], 0)
  let rest = random() * total
  for (const slot of drawn) {
    rest -= weights[slot.pos]
    if (rest < 0) return slot
  }
  return drawn.at(-1) ?? null
}
