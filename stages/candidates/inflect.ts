import type { Slot } from '../../schemas/slot.ts'
import { degreeOf, inDegree } from '../words/degree.ts'
import { isCount, isMass, isPluralOnly, numbersOf } from '../words/noun.ts'
import { pluralOf } from '../words/plural.ts'

/**
 * The form of a lemma that agrees with the slot: dogs -> cats, bigger -> smaller. Null where it has none: no furnitures, no
 * "a scissors", no "some dog", no "more wooden".
 */
export const inflect = (lemma: string, slot: Slot): string | null =>
  slot.pos === 'adjective' ? inDegree(lemma, degreeOf(slot.word, slot.lemma)) : inNumber(lemma, slot.number)

const inNumber = (lemma: string, number: Slot['number']): string | null => {
  if (number === 'mass') return isMass(lemma) ? lemma : null
  if (number === 'singular') return numbersOf(lemma).includes('singular') ? lemma : null
  if (isPluralOnly(lemma)) return lemma
  return isCount(lemma) ? pluralOf(lemma) : null
}

/** Whether a word as it is written, of that lemma, agrees with the slot in number or degree. */
export const agrees = (word: string, lemma: string, slot: Slot): boolean =>
  slot.pos === 'adjective'
    ? degreeOf(word, lemma) === degreeOf(slot.word, slot.lemma)
    : slot.number !== null && numbersOf(word).includes(slot.number)
