import { findWord, lexicon, objects, places, type SlotKind, slotKinds } from './lexicon.ts'
import { pick, random } from './random.ts'
import { type Scene, sceneOf } from './scene.ts'

/** What a caption says; a caption without a pattern speaks of a plain thing. */
export type Said = Pick<Scene, 'object' | 'colour' | 'pattern' | 'place'>

/** A word of a caption that can be replaced. Spans are half-open and count UTF-16 units. */
export interface WorldSlot {
  readonly kind: SlotKind
  readonly word: string
  readonly start: number
  readonly end: number
}

const verbs: { readonly [family: string]: readonly string[] } = {
  vehicle: ['parked', 'parked', 'standing'],
  pastry: ['sitting', 'placed'],
  animal: ['sitting', 'sitting', 'resting'],
  vessel: ['sitting', 'standing', 'placed'],
  seat: ['standing', 'sitting', 'placed'],
}

/** In BLIP's manner. `thing` has no article. */
const templates: readonly ((thing: string, verb: string, where: string) => string)[] = [
  (thing, _, where) => `${withArticle(thing)} ${where}`,
  (thing, _, where) => `${withArticle(thing)} ${where}`,
  (thing, verb, where) => `${withArticle(thing)} ${verb} ${where}`,
  (thing, verb, where) => `${withArticle(thing)} ${verb} ${where}`,
  (thing, verb, where) => `${withArticle(thing)} is ${verb} ${where}`,
  (thing, _, where) => `there is ${withArticle(thing)} ${where}`,
  (thing, verb, where) => `there is ${withArticle(thing)} ${verb} ${where}`,
  (thing, _, where) => `a photo of ${withArticle(thing)} ${where}`,
]

const withArticle = (words: string) => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`

/**
 * What the scene shows, in one sentence of small letters. An edited scene keeps the wording (a cat may be parked), so
 * that one word differs, with the article before it; a place may also bring its preposition.
 */
export const captionOf = (scene: Scene): string => {
  const draw = random(scene.seed, `caption ${scene.id}`)
  const born = sceneOf(scene.seed, scene.id)
  const template = pick(draw, templates)
  const verb = pick(draw, verbs[objects[born.object].family]!)
  const patternFirst = draw() < 0.3 || born.pattern === 'plain'
  const definite = draw() < 0.4
  const { object, colour, pattern, place } = scene
  const adjectives = !scene.saysPattern ? [colour] : patternFirst ? [pattern, colour] : [colour, pattern]
  const { preposition, article } = places[place]
  const the = definite ? 'the' : article
  return template([...adjectives, object].join(' '), verb, `${preposition} ${the} ${place}`)
}

/** The words of the scene's caption that can be replaced, in their order. */
export const slotsOf = (scene: Scene): WorldSlot[] => {
  const caption = captionOf(scene)
  const slots: WorldSlot[] = []
  for (const { 0: word, index } of caption.matchAll(/[a-z]+/g)) {
    const kind = findWord(word)?.kind
    if (kind) slots.push({ kind, word, start: index, end: index + word.length })
  }
  return slots
}

/** The words that may stand in a slot instead: all others of its kind; of places, those with the same preposition. */
export const replacements = (scene: Scene, slot: SlotKind): string[] => {
  const before = places[scene.place].preposition
  return Object.keys(lexicon[slot]).filter(
    word => word !== scene[slot] && (slot !== 'place' || places[word as keyof typeof places].preposition === before),
  )
}

/** What a caption says, whoever wrote it; null where it names no object, colour or place, or two of a kind. */
export const parseCaption = (text: string): Said | null => {
  const said: { [kind in SlotKind]?: string } = {}
  for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
    const kind = findWord(word)?.kind
    if (!kind) continue
    if (said[kind]) return null
    said[kind] = word
  }
  const whole = { pattern: 'plain', ...said }
  return slotKinds.every(kind => whole[kind]) ? (whole as Said) : null
}
