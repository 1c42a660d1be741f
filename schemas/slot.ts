import { type Columns, column, optional } from './column.ts'

/** The parts of speech that are masked, as `slot_pos` names them. */
export const partsOfSpeech = ['noun', 'adjective'] as const
export type PartOfSpeech = (typeof partsOfSpeech)[number]

/** How many a noun speaks of, as `slot_number` names it. `mass`: neither, such as water or furniture. */
export const numbers = ['singular', 'plural', 'mass'] as const
export type GrammaticalNumber = (typeof numbers)[number]

/** What the mask stage adds: the one word, or compound noun, of the caption that prompts replace. */
export const slotColumns = {
  slot_word: column('utf8', 'The word or compound of the caption that the prompts replace, as the caption spells it.'),
  slot_start: column('int32', 'Where the slot begins in the caption, in UTF-16 units.'),
  slot_end: column('int32', 'Where the slot ends in the caption, in UTF-16 units; half-open.'),
  slot_pos: column('utf8', 'noun or adjective.'),
  slot_lemma: column('utf8', "The slot's base form, as WordNet lists it, with spaces."),
  slot_number: optional('utf8', 'singular, plural or mass; null for an adjective.'),
} satisfies Columns

/** A slot of a caption. Spans are half-open and count UTF-16 units, as JavaScript slices do. */
export interface Slot {
  readonly word: string
  readonly start: number
  readonly end: number
  readonly pos: PartOfSpeech
  readonly lemma: string
  /** Null for an adjective. */
  readonly number: GrammaticalNumber | null
}
