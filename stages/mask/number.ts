import type { GrammaticalNumber } from '../../schemas/slot.ts'
import { wordSet } from '../words/word-set.ts'
import { isTagged, plainAt, type Reading } from './reading.ts'

const singles = wordSet('a an one each every another either neither this that')
const manies = wordSet('several many few both these those multiple various numerous dozen')
const amounts = wordSet('some much little less')
/** WordNet's files of stuff, of food, and of sports. */
const stuffs = wordSet('noun.substance noun.food noun.act')
/** What counts the noun behind "of". */
const counters = wordSet('couple pair group herd bunch flock number variety collection set dozens hundreds lots crowd')

/**
 * How many things words `first` to `last` speak of. The written plural speaks first, then what counts the noun, then its
 * determiner; a noun without any, or before another noun, is mass where it is stuff, food or a sport, and singular where a thing.
 */
export const numberOf = (reading: Reading, first: number, last: number, file: string | null): GrammaticalNumber => {
  const possible = reading.lexicon.numbers(formOf(reading, first, last))
  if (possible.length === 1 && possible[0] !== 'singular') return possible[0]!
  const orElse = (wanted: GrammaticalNumber, other: GrammaticalNumber) => (possible.includes(wanted) ? wanted : other)
  const bare = stuffs.has(file ?? '') ? orElse('mass', 'singular') : 'singular'
  if (isTagged(reading, last + 1, 'NOUN')) return bare
  const determiner = determinerOf(reading, first)
  if (amounts.has(determiner)) return orElse('mass', 'singular')
  if (determiner === 'of')
    return isCounted(reading, first) ? orElse('plural', orElse('mass', 'plural')) : orElse('mass', bare)
  if (manies.has(determiner)) return 'plural'
  const isMany = !singles.has(determiner) && /^(?:are|were)$/.test(plainAt(reading, last + 1))
  if (isMany) return orElse('plural', 'singular')
  return determiner === '' ? bare : 'singular'
}

const formOf = (reading: Reading, first: number, last: number): string =>
  reading.words
    .slice(first, last + 1)
    .map(({ plain }) => plain)
    .join(' ')

/** The determiner or number of the noun, 'of' before a bare noun, or ''. */
const determinerOf = (reading: Reading, first: number): string => {
  let at = first - 1
  while (describes(reading, at)) at -= 1
  const plain = plainAt(reading, at)
  // "a two lane road" counts the lanes.
  if (isNumeral(reading, at)) return isTagged(reading, at + 1, 'NOUN') && at + 1 < first ? 'a' : 'several'
  return plain === 'of' || isTagged(reading, at, 'DET', 'PRON', 'ADJ') ? plain : ''
}

const isNumeral = (reading: Reading, at: number): boolean =>
  isTagged(reading, at, 'NUM') && /^(?!one$|1$)(?:[a-z]+|\d+)$/i.test(reading.words[at]!.text)

/** "a couple of", "a herd of". */
const isCounted = (reading: Reading, first: number): boolean => {
  let at = first - 1
  while (plainAt(reading, at) !== 'of') at -= 1
  return counters.has(plainAt(reading, at - 1))
}

const describes = (reading: Reading, at: number): boolean => {
  const plain = plainAt(reading, at)
  if (manies.has(plain) || amounts.has(plain)) return false
  return isTagged(reading, at, 'ADJ', 'NOUN', 'ADV') || (isTagged(reading, at, 'VERB') && plain.endsWith('ed'))
}
