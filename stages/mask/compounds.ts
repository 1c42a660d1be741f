import type { Entry } from './lexicon.ts'
import { isTagged, isThing, nounAt, plainAt, type Reading } from './reading.ts'
import { isVisible } from './visible.ts'

const longest = 4

/**
 * Compounds of an adjective and a noun that name another thing than the noun so described: WordNet lists "white horse",
 * too, so that its word is not enough.
 */
const fixed: ReadonlySet<string> = new Set(
  `hot dog/polar bear/remote control/wet suit/mobile phone/musical instrument/public transit/electric guitar/stainless steel/
  stained glass/comic book/high school/motor scooter/jumbo jet/top hat/digital camera/green bean/solar panel/front door/trash can/
  bow tie/barbed wire/powdered sugar/cellular phone/iced coffee/grand piano/hot tub/bald eagle/giant panda/sweet potato/
  french fries/full moon/flat cap/front yard/back yard/fast food/soft drink/side street/main street/dirt bike/dirt track/
  light bulb/light pole/square dance/palm tree/spray paint/acoustic guitar/electric car/running shoe/whipped cream/scrambled eggs/
  orange juice/orange tree/olive tree/golden retriever/german shepherd/master bedroom/real estate/home plate/home office/
  roman numeral/straw hat/garden hose/shot glass/dress shirt/twin bed/single bed/bunk bed/tank top/hard hat/national park/
  american football/french horn/teddy bear/rubber duck/stone wall/cherry tree/magnifying glass/covered bridge/tabby cat/
  calico cat/siamese cat/persian cat/standard poodle/potted plant/ice cream/peanut butter/navy blue/ferris wheel/cold cuts/
  steel drum/wild boar/wild flower/round table`
    .split('/')
    .map(words => words.trim()),
)

/** Fixed compounds that WordNet does not list: no part of them is a slot. */
const unlisted: ReadonlySet<string> = new Set(
  `cell phone/stop sign/street light/light pole/light post/light fixture/light switch/skate board/surf board/snow board/bath tub/bath room/bed room/suit case/fire place/motor bike/
  motor cycle/air plane/air port/side walk/double decker/decker bus/flat screen/high chair/lap top/screen tv/pop artist/rock artist/
  hop artist/hip hop/blues artist/country artist/hard rock/film character/stock photo/game controller/street scene/table top/counter top/
  desk top/cross country/hot air/air balloon/high rise/high heel/tea pot/cow boy/foot ball/base ball/basket ball/wind shield/
  lap dog/work space/head board/book shelf/book case/side view/front view/rear view/sail boat/row boat/fire fighter/smart phone/
  chain link/clipping path/sea shell/rain coat/hand bag/back pack/wheel chair/wind surfing/water melon/pan cake/cup cake/
  sheep dog/trade show/hello kitty/nintendo wii/french fry/stuffed animal/baked good/baked goods/wine glass/ping pong/chalk board/work station/sun glasses/painting artist/decker buses/wine glasses/green screen`
    .split('/')
    .map(words => words.trim()),
)

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
  return null
}

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
  if (fixed.has(noun.lemma)) return true
  // "a baby sitting on", "a television show": what no picture shows is a compound only of nouns, and never of an act.
  const isShown = isVisible(noun, reading.lexicon)
  const isAct = plainAt(reading, last).endsWith('ing')
  if (!isTagged(reading, last, 'NOUN') && (!isShown || isAct)) return false
  if (isAct && !isThing(reading, last)) return false
  for (let at = first; at < last; at += 1) if (!qualifies(reading, at)) return false
  return true
}

/** Whether a word is the kind that makes a compound with the noun after it: a noun, or a purpose as in "dining table". */
const qualifies = (reading: Reading, at: number): boolean =>
  plainAt(reading, at).endsWith('ing')
    ? at === 0 || !isTagged(reading, at - 1, 'NOUN', 'PROPN', 'PRON', 'AUX', 'ADV', 'VERB')
    : isTagged(reading, at, 'NOUN', 'PROPN')
