import type { Slot } from '../../schemas/slot.ts'
import { wordSet } from '../words/word-set.ts'
import { findCompound } from './compounds.ts'
import { correct } from './corrections.ts'
import { depictions, determiners, dullAdjectives, emptyNouns, measures, places } from './exclusions.ts'
import type { Entry, Lexicon } from './lexicon.ts'
import { numberOf } from './number.ts'
import { isParticiple, isTagged, joinsAdjectives, nounAt, plainAt, type Reading, readingOf } from './reading.ts'
import type { Tagger } from './tagger.ts'
import { isVisible } from './visible.ts'
import { splitWords } from './words.ts'

/**
 * The words and compounds of a caption that prompts may replace, from left to right: nouns of what a picture shows, and the
 * adjectives that describe them, as far as WordNet knows them. Spans count UTF-16 units of the caption as it is.
 */
export type FindSlots = (caption: string) => Slot[]

export const slotFinder =
  (tag: Tagger, lexicon: Lexicon): FindSlots =>
  caption => {
    const words = splitWords(caption)
    const reading = correct(readingOf(words, tag(words), lexicon))
    const slots: (Slot | null)[] = []
    for (let at = 0; at < words.length; at += 1) {
      const compound = findCompound(reading, at)
      if (compound?.noun) slots.push(nounSlot(caption, reading, at, compound.last, compound.noun))
      if (!compound) slots.push(findNoun(caption, reading, at) ?? findAdjective(caption, reading, at))
      at = compound?.last ?? at
    }
    return slots.filter(slot => slot !== null)
  }

/** Other nouns of two letters are ends of numerals, "18 th", or slips. */
const shortNouns = wordSet('ox pc tv')

const findNoun = (caption: string, reading: Reading, at: number): Slot | null => {
  const plain = plainAt(reading, at)
  if (!isTagged(reading, at, 'NOUN') || (plain.length < 3 && !shortNouns.has(plain))) return null
  const noun = nounAt(reading, at)
  if (!noun) return null
  if (isOneOf([determiners, emptyNouns, places, depictions], plain, noun)) return null
  if (measures.has(noun.lemma) && plainAt(reading, at + 1) === 'of') return null
  return nounSlot(caption, reading, at, at, noun)
}

const nounSlot = (caption: string, reading: Reading, first: number, last: number, noun: Entry): Slot | null => {
  if (noun.file === null || !isVisible(noun, reading.lexicon)) return null
  const [start, end] = [reading.words[first]!.start, reading.words[last]!.end]
  const number = numberOf(reading, first, last, noun.file)
  return { word: caption.slice(start, end), start, end, pos: 'noun', lemma: noun.lemma, number }
}

const findAdjective = (caption: string, reading: Reading, at: number): Slot | null => {
  const { plain, start, end } = reading.words[at]!
  if (!isTagged(reading, at, 'ADJ') || reading.names[at] || plain.length < 3) return null
  const adjective = reading.lexicon.find(plain, 'adjective')
  if (adjective?.file !== 'adj.all' || !describes(reading, at)) return null
  if (isOneOf([determiners, emptyNouns, places, dullAdjectives], plain, adjective)) return null
  return { word: caption.slice(start, end), start, end, pos: 'adjective', lemma: adjective.lemma, number: null }
}

/** Whether the adjective stands before a noun that the picture shows, or says what one "is" at the end of a phrase. */
const describes = (reading: Reading, at: number): boolean => {
  const next = afterAdjectives(reading, at)
  if (!isTagged(reading, next, 'NOUN'))
    return isTagged(reading, at - 1, 'AUX') && (next >= reading.words.length || isTagged(reading, next, 'PUNCT'))
  const noun = findCompound(reading, next)?.noun ?? headFrom(reading, next)
  if (!noun || depictions.has(noun.lemma)) return false
  return isVisible(noun, reading.lexicon) || places.has(noun.lemma) || emptyNouns.has(noun.lemma)
}

/** The last of a run of nouns, which the others describe. */
const headFrom = (reading: Reading, first: number): Entry | null => {
  let head = first
  while (isTagged(reading, head + 1, 'NOUN')) head += 1
  return nounAt(reading, head)
}

/** The first word after it that belongs to no adjective of the same noun: "black and white", "small breaking". */
const afterAdjectives = (reading: Reading, at: number): number => {
  let next = at + 1
  while (
    isTagged(reading, next, 'ADJ') ||
    isParticiple(reading, next) ||
    (joinsAdjectives(reading, next) && isTagged(reading, next + 1, 'ADJ'))
  )
    next += 1
  return next
}

const isOneOf = (sets: readonly ReadonlySet<string>[], plain: string, { lemma }: Entry): boolean =>
  sets.some(set => set.has(plain) || set.has(lemma))
