import { ciede2000, labOf } from './colour-difference.ts'
import { type ColourWord, lexicon, type SlotKind, type Word } from './lexicon.ts'

/** Words that are drawn almost alike; of one family; of different families. */
const steps = { sameLook: 0.25, sameFamily: 1, strangers: 2 }

/**
 * How far two words of one kind are from each other in the world, whatever a text encoder thinks. Colours: CIEDE2000 of
 * what is drawn. Objects, patterns and places: 0 for the same word, .25 within a look, 1 within a family, 2 across.
 * Distances of two kinds cannot be compared.
 * @throws {RangeError} where a word is not of that kind
 */
export const distance = (kind: SlotKind, a: string, b: string): number => {
  const [first, second] = [entryOf(kind, a), entryOf(kind, b)]
  if (a === b) return 0
  if (kind === 'colour') return ciede2000(labOf((first as ColourWord).srgb), labOf((second as ColourWord).srgb))
  if (first.look === second.look) return steps.sameLook
  return first.family === second.family ? steps.sameFamily : steps.strangers
}

/** @throws {RangeError} where the world has no such word of that kind */
export const entryOf = (kind: SlotKind, text: string): Word => {
  const words: { readonly [word: string]: Word } = lexicon[kind]
  const entry = Object.hasOwn(words, text) ? words[text] : undefined
  if (!entry) throw new RangeError(`the world has no ${kind} "${text}": take one of ${Object.keys(words).join(', ')}`)
  return entry
}
