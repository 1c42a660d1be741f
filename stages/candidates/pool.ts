import type { Relation, Source } from '../../schemas/prompt.ts'
import type { Slot } from '../../schemas/slot.ts'
import { likeCase } from '../words/letter-case.ts'
import type { Related, WordNet } from '../words/wordnet.ts'
import { edit } from './edit.ts'
import { agrees, inflect } from './inflect.ts'
import type { Prediction } from './masked-language-model.ts'
import type { Relatives } from './relatives.ts'

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
  readonly wordNet: WordNet
  readonly relatives: Relatives
  readonly denied: ReadonlySet<string>
  /** Lemmas that may be proposed; null allows all. What is listed needs no other proof that it fits the slot. */
  readonly vocabulary: ReadonlySet<string> | null
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
  const related = useWordNet ? relatedWords(caption, slot, predictions, judge) : []
  const pool = new Map<string, Candidate>()
  const leftOut: { [fault in Fault]?: number } = {}
  const leave = (fault: Fault): void => {
    leftOut[fault] = (leftOut[fault] ?? 0) + 1
  }
  const put = (word: string, from: Omit<Candidate, 'text' | 'word'>): void => {
    const text = edit(caption, slot, word).text
    pool.set(plain(word), { text, word, ...from })
  }

  const proposed = new Set(related.map(({ surface }) => surface.toLowerCase()))
  for (const { word, probability } of predictions) {
    const fault = pool.size >= judge.perSource ? 'surplus' : findFault(word, caption, slot, judge)
    if (fault) leave(fault)
    else {
      const sources: readonly Source[] = proposed.has(word) ? ['bert', 'wordnet'] : ['bert']
      put(likeCase(slot.word, word, caption), {
        sources,
        ...relationOf(word, slot, judge),
        bert_probability: probability,
      })
    }
  }

  const full = pool.size + judge.perSource
  for (const { surface, relation, synset, fault } of related) {
    const reason = fault ?? (pool.has(plain(surface)) ? 'twice' : pool.size >= full ? 'surplus' : null)
    if (reason) leave(reason)
    else put(surface, { sources: ['wordnet'], relation, synset, bert_probability: null })
  }
  return { candidates: [...pool.values()], leftOut }
}

interface RelatedWord extends Related {
  readonly surface: string
  readonly fault: Fault | null
}

/** What WordNet relates to the slot, as it would stand there. */
const relatedWords = (
  caption: string,
  slot: Slot,
  predictions: readonly Prediction[],
  judge: Judge,
): readonly RelatedWord[] => {
  const hints = predictions.map(({ word, probability }) => ({ probability, lemmas: lemmasOf(word, slot, judge) }))
  return inTurn(judge.relatives.chosen(slot, hints)).map(related => {
    const { lemma } = related
    const inflected = inflect(lemma, slot)
    const surface = likeCase(slot.word, inflected ?? lemma, caption)
    const isSame = surface.toLowerCase() === slot.word.toLowerCase()
    const fault = isSame ? 'same-word' : (lemmaFault(lemma, judge) ?? (inflected === null ? 'number' : null))
    return { ...related, surface, fault }
  })
}

/** A word as it is written, and its base forms. */
const lemmasOf = (word: string, slot: Slot, { wordNet }: Judge): readonly string[] => [
  word,
  ...wordNet.lemmas(word, slot.pos),
]

/** One of each relation, then the next of each: a red thing has more shades of red than there is room for. */
const inTurn = (related: readonly Related[]): readonly Related[] => {
  const places = new Map<Relation, number>()
  const placed = related.map(word => {
    const place = places.get(word.relation) ?? 0
    places.set(word.relation, place + 1)
    return { word, place }
  })
  return placed.sort((a, b) => a.place - b.place).map(({ word }) => word)
}

const lemmaFault = (lemma: string, { denied, vocabulary }: Judge): Fault | null => {
  const plain = lemma.toLowerCase()
  if (!isWord.test(lemma)) return 'no-word'
  if (denied.has(plain)) return 'denied'
  return vocabulary === null || vocabulary.has(plain) ? null : 'vocabulary'
}

/** Letters, and between them single blanks, hyphens or apostrophes; two letters at least. */
const isWord = /^(?=.{2})\p{L}+(?:[ '’-]\p{L}+)*$/u

/** What is wrong with a predicted token in the slot, or null. */
const findFault = (word: string, caption: string, slot: Slot, judge: Judge): Fault | null => {
  const { wordNet, denied, vocabulary } = judge
  if (word.startsWith('##')) return 'sub-word'
  if (!isWord.test(word)) return 'no-word'
  const lemmas = wordNet.lemmas(word, slot.pos)
  const names = [word, ...lemmas]
  if (word === slot.word.toLowerCase() || names.includes(slot.lemma)) return 'same-word'
  if (names.some(lemma => denied.has(lemma))) return 'denied'
  if (vocabulary) return names.some(lemma => vocabulary.has(lemma)) ? numberFault(word, names, slot) : 'vocabulary'
  if (lemmas.length === 0) return 'part-of-speech'
  if (isName(lemmas[0]!, slot, judge)) return 'name'
  return numberFault(word, lemmas, slot) ?? (isSlotStill(word, caption, slot, judge) ? null : 'grammar')
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

/** Coffee cake, coffee-cake and Coffeecake are one word. */
const plain = (word: string): string => word.toLowerCase().replace(/[ '’-]/g, '')
