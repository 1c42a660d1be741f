import type { Entry } from './lexicon.ts'
import { isActor, isTagged, isThing, nounAt, opensPhrase, plainAt, type Reading } from './reading.ts'
import { isVisible } from './visible.ts'

const longest = 4

const phrases = (list: string): ReadonlySet<string> => new Set(list.split('/').map(phrase => phrase.trim()))

/**
 * Compounds of an adjective and a noun that name another thing than the noun so described: WordNet lists "white horse",
 * too, so that its word is not enough.
 */
const fixed = phrases(`
  acoustic guitar/american football/back yard/bald eagle/barbed wire/bow tie/bunk bed/calico cat/cellular phone/
  cherry tree/cold cuts/comic book/covered bridge/digital camera/dirt bike/dirt track/dress shirt/electric car/
  electric guitar/fast food/ferris wheel/flat cap/french fries/french horn/front door/front yard/full moon/
  garden hose/german shepherd/giant panda/golden retriever/grand piano/green bean/hard hat/high school/home office/
  home plate/hot dog/hot tub/ice cream/iced coffee/jumbo jet/light bulb/magnifying glass/main street/
  master bedroom/mobile phone/motor scooter/musical instrument/national park/navy blue/olive tree/
  orange juice/orange tree/palm tree/peanut butter/persian cat/polar bear/potted plant/powdered sugar/
  public transit/real estate/remote control/roman numeral/round table/rubber duck/running shoe/scrambled eggs/
  shot glass/siamese cat/side street/single bed/soft drink/solar panel/spray paint/square dance/stained glass/
  stainless steel/standard poodle/steel drum/stone wall/straw hat/sweet potato/tabby cat/tank top/teddy bear/
  top hat/trash can/twin bed/wet suit/whipped cream/wild boar/wild flower
`)

/** Fixed compounds that WordNet does not list: no part of them is a slot. */
const unlisted = phrases(`
  air balloon/back pack/baked good/base ball/blues artist/chain link/clipping path/country artist/cross country/
  cross road/decker bus/double decker/film character/flat screen/french fry/front view/game controller/
  green screen/hard rock/hello kitty/high chair/high heel/high rise/hip hop/hop artist/hot air/key board/
  light fixture/light house/light pole/light post/light switch/motor bike/motor cycle/nintendo wii/painting artist/
  pop artist/rear view/rock artist/screen tv/side view/smart phone/stock photo/stop sign/street scene/
  stuffed animal/trade show
`)

/** A compound of a caption, by its first and its last word. */
export interface Compound {
  readonly first: number
  readonly last: number
  /** Null for a fixed one that WordNet does not list, or that no picture shows. */
  readonly noun: Entry | null
}

/** The longest compound of up to four words that begins at a word, or null. */
export const findCompound = (reading: Reading, first: number): Compound | null => {
  for (let last = lastPart(reading, first); last > first; last -= 1) {
    const noun = nounAt(reading, first, last)
    if (noun && joins(reading, first, last, noun)) return { first, last, noun }
    if (unlisted.has(formOf(reading, first, last))) return { first, last, noun: null }
  }
  const joined = joinedNoun(reading, first)
  return joined && { first, last: first + 1, noun: joined }
}

/** "skate board", "cell phone": two words that WordNet lists as one. */
const joinedNoun = (reading: Reading, first: number): Entry | null => {
  if (!isTagged(reading, first, 'NOUN') || !isHeadOfPair(reading, first + 1)) return null
  if (reading.names[first] || reading.names[first + 1]) return null
  return reading.lexicon.find(plainAt(reading, first) + plainAt(reading, first + 1), 'noun')
}

/** Of "side walk" and "lap top" the tagger takes the second word for a verb or an adjective; "snow falls" has a verb. */
const isHeadOfPair = (reading: Reading, at: number): boolean =>
  plainAt(reading, at) !== '' &&
  (isTagged(reading, at, 'NOUN') ||
    (isTagged(reading, at, 'ADJ') && !isTagged(reading, at + 1, 'NOUN')) ||
    (isTagged(reading, at, 'VERB') && !/(?:s|ed|ing)$/.test(plainAt(reading, at))))

/** The last word that a compound could reach: looking up what no tag allows would take most of the time. */
const lastPart = (reading: Reading, first: number): number => {
  let last = first
  while (last < first + longest && isTagged(reading, last, 'NOUN', 'PROPN', 'ADJ', 'VERB')) last += 1
  return last - 1
}

/** With the head in its base form. */
const formOf = (reading: Reading, first: number, last: number): string => {
  const head = reading.lexicon.find(plainAt(reading, last), 'noun')?.lemma ?? plainAt(reading, last)
  return [...reading.words.slice(first, last).map(({ plain }) => plain), head].join(' ')
}

const joins = (reading: Reading, first: number, last: number, noun: Entry): boolean => {
  // A plural of its own is a name of its own: "french fries", "northern lights".
  if (fixed.has(noun.lemma) || reading.lexicon.numbers(noun.lemma)[0] === 'plural') return true
  // "a baby sitting on", "a television show": what no picture shows is a compound only of nouns, and never of an act.
  const isShown = isVisible(noun, reading.lexicon)
  const isAct = plainAt(reading, last).endsWith('ing')
  if (!isTagged(reading, last, 'NOUN') && (!isShown || isAct)) return false
  if (isAct && !isThing(reading, last)) return false
  for (let at = first; at < last; at += 1) if (!qualifies(reading, at)) return false
  return true
}

/** Whether a word makes a compound with the noun after it: a noun, or a purpose, as in "dining table" but not "man riding horse". */
const qualifies = (reading: Reading, at: number): boolean =>
  plainAt(reading, at).endsWith('ing')
    ? opensPhrase(reading, at - 1) ||
      !(isActor(reading, at - 1) || isTagged(reading, at - 1, 'PROPN', 'PRON', 'AUX', 'ADV', 'VERB'))
    : isTagged(reading, at, 'NOUN', 'PROPN')
