/**
 * The words of the world, by kind of slot. A `look` is what words are that are drawn almost alike: near-synonyms, which
 * a judge may count as one. A `family` is what looks are that are alike.
 */
export interface Word {
  readonly family: string
  readonly look: string
}

export interface ColourWord extends Word {
  /** What is drawn, as sRGB: #rrggbb. */
  readonly srgb: string
}

export interface PlaceWord extends Word {
  readonly preposition: 'in' | 'on'
  /** What cannot be counted takes no "a": in the snow. */
  readonly article: 'a' | 'the'
}

const word = (family: string, look: string): Word => ({ family, look })
const colour = (look: string, srgb: string): ColourWord => ({ family: look, look, srgb })
const place = (
  family: string,
  look: string,
  preposition: 'in' | 'on',
  article: PlaceWord['article'] = 'a',
): PlaceWord => ({ family, look, preposition, article })

export const objects = {
  car: word('vehicle', 'car'),
  taxi: word('vehicle', 'car'),
  bus: word('vehicle', 'bus'),
  truck: word('vehicle', 'truck'),
  cake: word('pastry', 'cake'),
  pie: word('pastry', 'pie'),
  flan: word('pastry', 'pie'),
  cat: word('animal', 'cat'),
  dog: word('animal', 'dog'),
  puppy: word('animal', 'dog'),
  cup: word('vessel', 'cup'),
  mug: word('vessel', 'cup'),
  vase: word('vessel', 'vase'),
  chair: word('seat', 'chair'),
  sofa: word('seat', 'sofa'),
  couch: word('seat', 'sofa'),
} as const satisfies { readonly [word: string]: Word }

export const colours = {
  red: colour('red', '#d8352f'),
  scarlet: colour('red', '#e23a26'),
  crimson: colour('red', '#cf2a3c'),
  orange: colour('orange', '#f08a24'),
  mandarin: colour('orange', '#f3922c'),
  tangerine: colour('orange', '#ee7d1d'),
  yellow: colour('yellow', '#f5cb2f'),
  green: colour('green', '#3d9e4c'),
  emerald: colour('green', '#2fa563'),
  blue: colour('blue', '#2b63c6'),
  navy: colour('blue', '#2450a6'),
  purple: colour('purple', '#7d45b2'),
  violet: colour('purple', '#8a55c2'),
  pink: colour('pink', '#f08fb4'),
  white: colour('white', '#f4f1ea'),
  black: colour('black', '#2b2b30'),
} as const satisfies { readonly [word: string]: ColourWord }

export const patterns = {
  plain: word('plain', 'plain'),
  striped: word('print', 'stripes'),
  stripy: word('print', 'stripes'),
  spotty: word('print', 'dots'),
  speckled: word('print', 'dots'),
  starry: word('print', 'dots'),
  checkered: word('print', 'checks'),
  plaid: word('print', 'checks'),
  wooden: word('stuff', 'wood'),
  marbled: word('stuff', 'marble'),
  chocolate: word('icing', 'icing'),
  caramel: word('icing', 'icing'),
} as const satisfies { readonly [word: string]: Word }

export const places = {
  road: place('built', 'road', 'on'),
  street: place('built', 'road', 'on'),
  beach: place('shore', 'beach', 'on'),
  shore: place('shore', 'beach', 'on'),
  table: place('room', 'table', 'on'),
  desk: place('room', 'table', 'on'),
  rug: place('room', 'rug', 'on'),
  carpet: place('room', 'rug', 'on'),
  lawn: place('green', 'lawn', 'on'),
  grass: place('green', 'lawn', 'on', 'the'),
  park: place('green', 'park', 'in'),
  garden: place('green', 'park', 'in'),
  meadow: place('green', 'meadow', 'in'),
  field: place('green', 'meadow', 'in'),
  forest: place('wild', 'forest', 'in'),
  jungle: place('wild', 'forest', 'in'),
  city: place('built', 'city', 'in'),
  town: place('built', 'city', 'in'),
  snow: place('winter', 'snow', 'in', 'the'),
  frost: place('winter', 'snow', 'in', 'the'),
} as const satisfies { readonly [word: string]: PlaceWord }

export type ObjectName = keyof typeof objects
export type ColourName = keyof typeof colours
export type PatternName = keyof typeof patterns
export type PlaceName = keyof typeof places

/** Every word that can fill a slot, by the kind of slot. No word is of two kinds: a caption cannot be misread. */
export const lexicon = { object: objects, colour: colours, pattern: patterns, place: places } as const
export type SlotKind = keyof typeof lexicon
export const slotKinds = Object.keys(lexicon) as readonly SlotKind[]

/** The words of one kind. */
export const wordsOf = <K extends SlotKind>(kind: K) => Object.keys(lexicon[kind]) as (keyof (typeof lexicon)[K])[]

/** The words of each kind: what recipe `world` allows as candidates. */
export const vocabulary: readonly (readonly string[])[] = slotKinds.map(kind => Object.keys(lexicon[kind]))

/** The kind and entry of a word, null for a word that the world does not know. */
export const findWord = (text: string): { readonly kind: SlotKind; readonly entry: Word } | null => {
  for (const kind of slotKinds) {
    if (Object.hasOwn(lexicon[kind], text)) return { kind, entry: (lexicon[kind] as { [word: string]: Word })[text]! }
  }
  return null
}
