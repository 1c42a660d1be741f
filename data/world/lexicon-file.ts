import { distance } from './distance.ts'
import { lexicon, type SlotKind, slotKinds } from './lexicon.ts'

/**
 * The lexicon for readers in other languages: `words[kind][word]` is the entry (family, look, a colour's srgb, a place's
 * preposition), `distances[kind][word][other]` the world's distance.
 */
export const lexiconJson = (): string => {
  const distances = Object.fromEntries(slotKinds.map(kind => [kind, table(kind)]))
  return `${JSON.stringify({ words: lexicon, distances }, null, 1)}\n`
}

const table = (kind: SlotKind) => {
  const words = Object.keys(lexicon[kind])
  const rounded = (a: string, b: string) => Math.round(distance(kind, a, b) * 1e4) / 1e4
  return Object.fromEntries(words.map(a => [a, Object.fromEntries(words.map(b => [b, rounded(a, b)]))]))
}
