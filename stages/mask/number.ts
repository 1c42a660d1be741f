import type { GrammaticalNumber } from '../../schemas/slot.ts'
import { isTagged, plainAt, type Reading } from './reading.ts'

const ones: ReadonlySet<string> = new Set([
  'a',
  'an',
  'one',
  'each',
  'every',
  'another',
  'either',
  'neither',
  'this',
  'that',
])
const manies: ReadonlySet<string> = new Set(
  `two three four five six seven eight nine ten dozen several many few both these those multiple various numerous`.split(
    ' ',
  ),
)
const amounts: ReadonlySet<string> = new Set(['much', 'little', 'less'])

/** How many things words `first` to `last` speak of: by their form, then by the determiner, then by what the noun can be. */
export const numberOf = (reading: Reading, first: number, last: number): GrammaticalNumber => {
  const form = reading.words
    .slice(first, last + 1)
    .map(({ plain }) => plain)
    .join(' ')
  const possible = reading.lexicon.numbers(form)
  if (possible.length === 1) return possible[0]!
  const determiner = determinerOf(reading, first)
  const wanted = wantedBy(determiner, reading.words[last + 1]?.plain ?? '')
  if (wanted && possible.includes(wanted)) return wanted
  // A bare noun that can be stuff is stuff: "a bowl of fruit", "with chicken".
  return determiner === '' && possible.includes('mass') ? 'mass' : possible[0]!
}

/** The determiner or number before the noun's adjectives, or ''. */
const determinerOf = (reading: Reading, first: number): string => {
  let at = first - 1
  while (
    isTagged(reading, at, 'ADJ', 'NOUN') &&
    !manies.has(plainAt(reading, at)) &&
    !amounts.has(plainAt(reading, at))
  )
    at -= 1
  if (/^\d+$/.test(reading.words[at]?.text ?? '')) return reading.words[at]!.text === '1' ? 'one' : 'several'
  return isTagged(reading, at, 'DET', 'NUM', 'PRON', 'ADJ') ? plainAt(reading, at) : ''
}

const wantedBy = (determiner: string, next: string): GrammaticalNumber | null => {
  if (ones.has(determiner)) return 'singular'
  if (manies.has(determiner) || next === 'are' || next === 'were') return 'plural'
  return amounts.has(determiner) ? 'mass' : null
}
