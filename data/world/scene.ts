import { createHash } from 'node:crypto'
import { entryOf } from './distance.ts'
import {
  type ColourName,
  colours,
  type ObjectName,
  objects,
  type PatternName,
  type PlaceName,
  patterns,
  places,
  type SlotKind,
  wordsOf,
} from './lexicon.ts'
import { pick, random } from './random.ts'

export const sizes = ['small', 'medium', 'large'] as const
export type Size = (typeof sizes)[number]

/** One object in one colour and pattern at one place. All that is drawn follows from it. */
export interface Scene {
  readonly seed: number
  readonly id: number
  readonly object: ObjectName
  readonly colour: ColourName
  readonly pattern: PatternName
  readonly place: PlaceName
  /** Seen, never said: size is no slot. */
  readonly size: Size
  /** Whether the caption says the pattern: only some captions call a plain thing plain. */
  readonly saysPattern: boolean
}

/** The scene of a seed and a number: each pair its own, any in any order. Some are held out, see `heldOut`. */
export const sceneOf = (seed: number, id: number): Scene => {
  const draw = random(seed, `scene ${id}`)
  const object = pick(draw, wordsOf('object'))
  const colour = pick(draw, wordsOf('colour'))
  const pattern = draw() < plainShare ? 'plain' : pick(draw, printed)
  const place = pick(draw, wordsOf('place'))
  const size = pick(draw, sizes)
  const saysPattern = pattern !== 'plain' || draw() < saidPlainShare
  return { seed, id, object, colour, pattern, place, size, saysPattern }
}

const plainShare = 0.25
const saidPlainShare = 0.4
const printed = wordsOf('pattern').filter(name => name !== 'plain')

/** The first `count` scenes of a seed, by number: those in training, or those held out. */
export const scenesOf = (seed: number, count: number, kept: 'seen' | 'held-out' = 'seen'): Scene[] => {
  const scenes: Scene[] = []
  for (let id = 0; scenes.length < count; id++) {
    const scene = sceneOf(seed, id)
    if (heldOut(scene) === (kept === 'held-out')) scenes.push(scene)
  }
  return scenes
}

/**
 * Whether training must not see this combination: its object never comes in this colour, in this pattern or at this
 * place. The rule goes by looks, because a crimson car would give the red car away: a pair is held out where the first
 * four bytes of sha256("object/colour"), both looks, lie below the threshold. Plain things are never held out by their
 * pattern. The threshold holds out 15 % of the scenes, and 16 % of all combinations.
 */
export const heldOut = ({ object, colour, pattern, place }: Scene): boolean =>
  isRare(objects[object].look, colours[colour].look) ||
  (pattern !== 'plain' && isRare(objects[object].look, patterns[pattern].look)) ||
  isRare(objects[object].look, places[place].look)

const rareShare = 0.08
const pairs = new Map<string, boolean>()

const isRare = (object: string, other: string): boolean => {
  const pair = `${object}/${other}`
  const known = pairs.get(pair)
  if (known !== undefined) return known
  const rare = createHash('sha256').update(pair).digest().readUInt32BE() < rareShare * 2 ** 32
  pairs.set(pair, rare)
  return rare
}

/**
 * The same scene with one word changed: nothing else of the picture moves. From then on its caption says the pattern,
 * where that was the word.
 * @throws {RangeError} where the word is not of that kind
 */
export const edited = (scene: Scene, slot: SlotKind, word: string): Scene => {
  entryOf(slot, word)
  return { ...scene, [slot]: word, saysPattern: scene.saysPattern || slot === 'pattern' }
}
