import type { Relation, Source } from '../../schemas/prompt.ts'
import type { Slot } from '../../schemas/slot.ts'
import { likeCase } from '../words/letter-case.ts'
import type { Related, WordNet } from '../words/wordnet.ts'
import { edit, openEditor } from './edit.ts'
import { type FindForm, isWord, plain } from './forms.ts'
import { agrees } from './inflect.ts'
import type { Prediction } from './masked-language-model.ts'
import type { Relatives } from './relatives.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A prompt that the caption could become. */
export interface Candidate {
  readonly text: string
  /** The surface form in the slot. */
  readonly word: string
  readonly sources: readonly Source[]
  readonly relation: Relation
  readonly bert_probability: number | null
  /** The sense of WordNet that relates the word to the slot's. */
  readonly synset: string | null
}

/** Why a proposed word is left out; the rules are asked in this order, `surplus` when a source has given enough. */
export type Fault =
  | 'sub-word'
  | 'no-word'
  | 'same-word'
  | 'denied'
  | 'vocabulary'
  | 'part-of-speech'
  | 'name'
  | 'number'
  | 'grammar'
  | 'twice'
  | 'surplus'

/** What candidates are judged by. */
export interface Judge {
  readonly denied: ReadonlySet<string>
  readonly vocabulary: Vocabulary
  readonly wordNet: WordNet
  readonly relatives: Relatives
  readonly findForm: FindForm
  readonly perSource: number
  /** Whether the words from `start` to `end` are a slot of that kind in the new sentence. */
  isSlot(caption: string, slot: Pick<Slot, 'start' | 'end' | 'pos'>): boolean
}

export interface Pool {
  readonly candidates: readonly Candidate[]
  /** Words left out, by why. */
  readonly leftOut: { readonly [fault in Fault]?: number }
}

/**
 * The pool of a slot: what the masked language model predicts, the likeliest first, then what WordNet relates, the
 * relations in turn; at most `perSource` of each. No word comes twice, whatever its case.
 */
export const makePool = (
  caption: string,
  slot: Slot,
  predictions: readonly Prediction[],
  useWordNet: boolean,
  judge: Judge,
): Pool => {
  const related = useWordNet ? relatedWords(slot, predictions, judge) : []
  const pool = new Map<string, Candidate>()
  const leftOut: { [fault in Fault]?: number } = {}
  const leave = (fault: Fault, words = 1): void => {
    leftOut[fault] = (leftOut[fault] ?? 0) + words
  }
  const write = openEditor(caption, slot)
  const put = (word: string, key: string, { sources, relation, synset, bert_probability }: Origin): void => {
    pool.set(key, { text: write(word).text, word, sources, relation, bert_probability, synset })
  }

  const own = plain(slot.word)
  const isRelated = (word: string) =>
    related.some(({ lemma }) => judge.findForm(lemma, slot).text.toLowerCase() === word)
  for (const { word, probability } of predictions) {
    const fault = pool.size >= judge.perSource ? 'surplus' : findFault(word, caption, slot, judge)
    if (fault) leave(fault)
    else {
      const sources: readonly Source[] = isRelated(word) ? ['bert', 'wordnet'] : ['bert']
      const { relation, synset } = relationOf(word, slot, judge)
      put(likeCase(slot.word, word, caption), plain(word), { sources, relation, synset, bert_probability: probability })
    }
  }

  const full = pool.size + judge.perSource
  for (const [at, { lemma, relation, synset }] of related.entries()) {
    if (pool.size >= full) {
      leave('surplus', related.length - at)
      break
    }
    const { text, plain, fault } = judge.findForm(lemma, slot)
    const reason =
      plain === own ? 'same-word' : (fault ?? listFault(lemma, slot, judge) ?? (pool.has(plain) ? 'twice' : null))
    if (reason) leave(reason)
    else
      put(likeCase(slot.word, text, caption), plain, { sources: fromWordNet, relation, synset, bert_probability: null })
  }
  return { candidates: [...pool.values()], leftOut }
}

type Origin = Omit<Candidate, 'text' | 'word'>
const fromWordNet = ['wordnet'] as const

/** What WordNet relates to the slot. */
const relatedWords = (slot: Slot, predictions: readonly Prediction[], judge: Judge): readonly Related[] =>
  judge.relatives.chosen(slot, () =>
    predictions.map(({ word, probability }) => ({ probability, lemmas: lemmasOf(word, slot, judge) })),
  )

/** A word as it is written, and its base forms. */
const lemmasOf = (word: string, slot: Slot, { wordNet }: Judge): readonly string[] => [
  word,
  ...wordNet.lemmas(word, slot.pos),
]

/** What is wrong with a predicted token in the slot, or null. */
const findFault = (word: string, caption: string, slot: Slot, judge: Judge): Fault | null => {
  const { wordNet, denied } = judge
  if (word.startsWith('##')) return 'sub-word'
  if (!isWord(word)) return 'no-word'
  const lemmas = wordNet.lemmas(word, slot.pos)
  const names = [word, ...lemmas]
  if (word === slot.word.toLowerCase() || names.includes(slot.lemma)) return 'same-word'
  if (names.some(lemma => denied.has(lemma))) return 'denied'
  const allowed = judge.vocabulary(slot)
  if (allowed && !names.some(lemma => allowed.lemmas.has(lemma))) return 'vocabulary'
  // "In the frost" as well as "in the park": a list says itself what stands for what.
  if (allowed?.isOwnList && slot.number === 'mass') return null
  if (allowed) return numberFault(word, names, slot)
  if (lemmas.length === 0) return 'part-of-speech'
  if (isName(lemmas[0]!, slot, judge)) return 'name'
  return numberFault(word, lemmas, slot) ?? (isSlotStill(word, caption, slot, judge) ? null : 'grammar')
}

const listFault = (lemma: string, slot: Slot, { vocabulary }: Judge): Fault | null => {
  const allowed = vocabulary(slot)
  return allowed === null || allowed.lemmas.has(lemma.toLowerCase()) ? null : 'vocabulary'
}

const numberFault = (word: string, lemmas: readonly string[], slot: Slot): Fault | null =>
  lemmas.some(lemma => agrees(word, lemma, slot)) ? null : 'number'

/** A word whose first sense is one person or place is a name, though models without case spell it small. */
const isName = (lemma: string, slot: Slot, { wordNet }: Judge): boolean =>
  wordNet.synsets(lemma, slot.pos)[0]?.isInstance ?? false

const isSlotStill = (word: string, caption: string, slot: Slot, judge: Judge): boolean => {
  const { text, start, end } = edit(caption, slot, likeCase(slot.word, word, caption))
  return judge.isSlot(text, { start, end, pos: slot.pos })
}

/** How WordNet relates a predicted word: in whatever sense of the slot, because the model has read the caption. */
const relationOf = (word: string, slot: Slot, judge: Judge) => {
  const related = judge.relatives.find(slot, lemmasOf(word, slot, judge))
  return { relation: related?.relation ?? ('predicted' as const), synset: related?.synset ?? null }
}
