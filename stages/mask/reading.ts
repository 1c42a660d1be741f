import { wordSet } from '../words/word-set.ts'
import type { Entry, Lexicon } from './lexicon.ts'
import { findNames } from './names.ts'
import type { Tag } from './tagger.ts'
import { isVisible } from './visible.ts'
import type { Word } from './words.ts'

/** A caption as the rules read it: its words, and for each its part of speech and whether it is part of a name. */
export interface Reading {
  readonly words: readonly Word[]
  readonly tags: readonly Tag[]
  readonly names: readonly boolean[]
  readonly lexicon: Lexicon
}

export const readingOf = (words: readonly Word[], tags: readonly Tag[], lexicon: Lexicon): Reading => ({
  words,
  tags,
  names: findNames(words),
  lexicon,
})

/** The word in lower case, or '' where there is none. */
export const plainAt = ({ words }: Reading, at: number): string => words[at]?.plain ?? ''

export const isTagged = ({ tags }: Reading, at: number, ...wanted: readonly Tag[]): boolean =>
  tags[at] !== undefined && wanted.includes(tags[at])

/** Words `first` to `last` as WordNet knows them together; null for a name, and for what it does not list. */
export const nounAt = ({ words, names, lexicon }: Reading, first: number, last = first): Entry | null => {
  const parts = words.slice(first, last + 1)
  if (parts.some(({ plain }) => plain === '') || names.slice(first, last + 1).includes(true)) return null
  return lexicon.find(parts.map(({ plain }) => plain).join(' '), 'noun')
}

/** Whether the word could name something that the picture shows. */
export const isThing = (reading: Reading, at: number): boolean => {
  const noun = nounAt(reading, at)
  return noun !== null && isVisible(noun, reading.lexicon)
}

const possessives = wordSet('his her its their my our your')

/** Whether the word opens a noun phrase: an article, a demonstrative or a possessive. */
export const opensPhrase = (reading: Reading, at: number): boolean =>
  isTagged(reading, at, 'DET') || possessives.has(plainAt(reading, at))

/** Whether the noun phrase ends with the word, so that the word is its noun. */
export const endsPhrase = (reading: Reading, at: number): boolean =>
  at + 1 >= reading.words.length || isTagged(reading, at + 1, 'ADP', 'PUNCT', 'CCONJ', 'AUX', 'SCONJ', 'ADV')

/** Whether the word stands between two adjectives of one noun: "black and white", "long, steep". */
export const joinsAdjectives = ({ words, tags }: Reading, at: number): boolean =>
  tags[at] === 'CCONJ' || words[at]?.text === ','

// `person` and `animal` themselves stand in a file of their own.
const actors = wordSet('noun.person noun.animal noun.Tops')

/** Whether the word names one that acts, a person or an animal. */
export const isActor = (reading: Reading, at: number): boolean =>
  isTagged(reading, at, 'NOUN') && actors.has(nounAt(reading, at)?.file ?? '')

/** Whether a verb describes the noun after it: "sized", "breaking". */
export const isParticiple = (reading: Reading, at: number): boolean =>
  isTagged(reading, at, 'VERB') && /(?:ed|ing)$/.test(plainAt(reading, at)) && isTagged(reading, at + 1, 'NOUN', 'ADJ')
