import { wordSet } from '../words/word-set.ts'
import {
  endsPhrase,
  isActor,
  isTagged,
  isThing,
  joinsAdjectives,
  nounAt,
  opensPhrase,
  plainAt,
  type Reading,
} from './reading.ts'
import type { Tag } from './tagger.ts'

/** Answers what the word `at` really is, or null where the rule has nothing to say. */
type Correction = (reading: Reading, at: number) => Tag | null

/** Results of an act that are things: all other words in -ing are taken for verbs. */
const results = wordSet(`
  awning bedding building carving ceiling clothing covering crossing drawing dressing duckling earring etching evening
  filling frosting icing landing lightning lining morning painting piping planking pudding railing roofing scaffolding
  seating shaving sibling siding stuffing topping tubing viking wedding wiring
`)

/** Adverbs that are none of the adjectives that taggers take for adverbs. */
const degrees = wordSet(`
  all almost also as away back both down even fairly half here in just less more most nearly never not now off on once
  only out over pretty quite rather really so still then there together too up very well
`)

/** What both lie before an adjective, which they make lighter, and before a noun. */
const shades = wordSet('bright dark deep light pale')

/** Colours that taggers take for the fruit or the stone; before a noun they are colours. */
const colours = wordSet('beige gold khaki maroon orange silver tan teal turquoise violet')

const isGerund = (plain: string): boolean => /[aeiouy][a-z]*ing$/.test(plain)

/** Whether the word could be the name of something shown: no word in -ing is, but for the things. */
const couldName = (reading: Reading, at: number): boolean =>
  (results.has(plainAt(reading, at)) || !isGerund(plainAt(reading, at))) && isThing(reading, at)

/** "a man standing on", "a dog surfing a wave": -ing is a noun only where it names a thing that acts on none. */
const gerundIsVerb: Correction = (reading, at) => {
  const plain = plainAt(reading, at)
  if (!isGerund(plain) || !isTagged(reading, at, 'NOUN', 'ADJ')) return null
  const acts = opensPhrase(reading, at + 1) || isTagged(reading, at - 1, 'AUX', 'ADV')
  return acts || !results.has(plain) ? 'VERB' : null
}

/** "a large yellow truck": what stands between a determiner and a described noun is an adjective. */
const beforeAdjectiveIsAdjective: Correction = (reading, at) => {
  const plain = plainAt(reading, at)
  if (!isTagged(reading, at, 'ADV') || !isTagged(reading, at + 1, 'ADJ', 'NOUN')) return null
  if (degrees.has(plain) || plain.endsWith('ly') || !reading.lexicon.find(plain, 'adjective')) return null
  return at === 0 ||
    opensPhrase(reading, at - 1) ||
    degrees.has(plainAt(reading, at - 1)) ||
    isTagged(reading, at - 1, 'NUM', 'ADP', 'CCONJ', 'ADJ')
    ? 'ADJ'
    : null
}

/** Things and stuffs that taggers take for adjectives before a noun, because WordNet has one of the name. */
const stuffs = wordSet(`
  animal bay brick bronze cardboard cherry chicken color colour concrete counter dirt dress game garden ginger jet
  metal model pet plastic sign spruce stone straw umbrella utility
`)

/** "a metal pole", "the game controller": the name of a thing or a stuff before a noun is a noun. */
const stuffIsNoun: Correction = (reading, at) =>
  stuffs.has(plainAt(reading, at)) && isTagged(reading, at, 'ADJ') && isTagged(reading, at + 1, 'NOUN') ? 'NOUN' : null

/** "dark grey sky", "an orange flame", "an orange, blue and yellow bus". */
const shadeIsAdjective: Correction = (reading, at) => {
  if (shades.has(plainAt(reading, at)) && isTagged(reading, at + 1, 'ADJ')) return 'ADJ'
  if (!colours.has(plainAt(reading, at)) || !isTagged(reading, at, 'NOUN')) return null
  const describes = isTagged(reading, at + 1, 'NOUN') && !nounAt(reading, at, at + 1)
  return describes || (joinsAdjectives(reading, at + 1) && isTagged(reading, at + 2, 'ADJ')) ? 'ADJ' : null
}

/** "next to the sink", "the street light": a phrase that ends must have had its noun, whatever the tagger says. */
const headIsNoun: Correction = (reading, at) =>
  isTagged(reading, at, 'VERB', 'ADJ') &&
  awaitsNoun(reading, at) &&
  endsPhrase(reading, at) &&
  (isTagged(reading, at, 'VERB') || !joinsAdjectives(reading, at + 1)) &&
  couldName(reading, at)
    ? 'NOUN'
    : null

/** "two bowls", "next to traffic", "the handles of", "traffic is": where no verb can stand. */
const noVerbIsNoun: Correction = (reading, at) => {
  if (!isTagged(reading, at, 'VERB') || !couldName(reading, at)) return null
  const isCounted = isTagged(reading, at - 1, 'NUM') && plainAt(reading, at - 1) !== 'one' && isPlural(reading, at)
  const isBeside = plainAt(reading, at - 1) === 'to' && plainAt(reading, at - 2) === 'next'
  const isSubject =
    /^(?:of|is|are|was|were)$/.test(plainAt(reading, at + 1)) && !/(?:ed|ing)$/.test(plainAt(reading, at))
  return isCounted || isBeside || isSubject || disagrees(reading, at) ? 'NOUN' : null
}

/** Whether a bare form ends a phrase with "a" and a noun, as in "a kitchen counter with": a verb would end in -s. */
const disagrees = (reading: Reading, at: number): boolean =>
  !/(?:s|ed|ing)$/.test(plainAt(reading, at)) &&
  isTagged(reading, at - 1, 'NOUN') &&
  /^(?:an?|one)$/.test(plainAt(reading, at - 2)) &&
  endsPhrase(reading, at)

/** Whether the phrase that a determiner opened is still without its noun. */
const awaitsNoun = (reading: Reading, at: number): boolean => {
  let before = at - 1
  while (isTagged(reading, before, 'ADJ', 'NUM') || plainAt(reading, before).endsWith('ed')) before -= 1
  return opensPhrase(reading, before)
}

/** "a sink and counter", "with leaves": what joins a noun, or follows a preposition in the plural, is a noun. */
const joinedIsNoun: Correction = (reading, at) => {
  if (!isTagged(reading, at, 'VERB') || !endsPhrase(reading, at) || !couldName(reading, at)) return null
  const isListed =
    (isTagged(reading, at - 1, 'CCONJ') || reading.words[at - 1]?.text === ',') && isTagged(reading, at - 2, 'NOUN')
  const isObject = plainAt(reading, at).endsWith('s') && isTagged(reading, at - 1, 'VERB', 'ADP', 'ADJ', 'NUM')
  return isListed || isObject ? 'NOUN' : null
}

/** "a vehicle patrols the highway", "cows travel down": two nouns that WordNet does not join are subject and verb. */
const predicateIsVerb: Correction = (reading, at) => {
  if (!isTagged(reading, at, 'NOUN') || !isTagged(reading, at - 1, 'NOUN', 'PROPN') || nounAt(reading, at - 1, at))
    return null
  const hasObject = /^(?:an?|the|his|her|its|their|my|our|your)$/.test(plainAt(reading, at + 1))
  const followsPlural = isPlural(reading, at - 1) && !isPlural(reading, at)
  // "a skier races downhill"
  const isAct = isActor(reading, at - 1) && isPlural(reading, at) && isTagged(reading, at + 1, 'ADV', 'ADJ', 'NOUN')
  return hasObject || followsPlural || isAct ? 'VERB' : null
}

const isPlural = ({ words, lexicon }: Reading, at: number): boolean => {
  const { plain } = words[at]!
  return plain !== 'sports' && lexicon.numbers(plain)[0] === 'plural'
}

/** In the order in which they are applied; each goes over the caption from left to right. */
const corrections: readonly Correction[] = [
  gerundIsVerb,
  beforeAdjectiveIsAdjective,
  stuffIsNoun,
  headIsNoun,
  noVerbIsNoun,
  joinedIsNoun,
  shadeIsAdjective,
  predicateIsVerb,
]

/** The reading with what the tagger mistakes in captions set right. */
export const correct = (reading: Reading): Reading => {
  const tags = [...reading.tags]
  const corrected = { ...reading, tags }
  for (const rule of corrections)
    for (let at = 0; at < tags.length; at += 1) tags[at] = rule(corrected, at) ?? tags[at]!
  return corrected
}
