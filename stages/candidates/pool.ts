import type { Relation, Source } from '../../schemas/prompt.ts'
import type { Slot } from '../../schemas/slot.ts'
import { likeCase } from '../words/letter-case.ts'
import type { Related, WordNet } from '../words/wordnet.ts'
import { edit } from './edit.ts'
import { agrees, inflect } from './inflect.ts'
import type { Prediction } from './masked-language-model.ts'

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

/** Why a proposed word is left out. The rules are asked in this order; what is left when a source has enough is `surplus`. */
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
  readonly denied: ReadonlySet<string>
  /** Lemmas that may be proposed; null allows all. A listed lemma counts as a word of the slot's part of speech. */
  readonly vocabulary: ReadonlySet<string> | null
  readonly perSource: number
  readonly senses: 'first' | 'all'
  /** Whether the words from `start` to `end` are a slot of that kind in the new sentence. */
  isSlot(caption: string, slot: Pick<Slot, 'start' | 'end' | 'pos'>): boolean
}

export interface Pool {
  readonly candidates: readonly Candidate[]
  /** Words left out, by why. */
  readonly leftOut: { readonly [fault in Fault]?: number }
}

/**
 * The pool of a slot: what the masked language model predicts, the likeliest first, then what WordNet relates, the nearest
 * relation first, at most `perSource` of each. No word comes twice, whatever its case.
 */
export const makePool = (
  caption: string,
  slot: Slot,
  predictions: readonly Prediction[],
  useWordNet: boolean,
  judge: Judge,
): Pool => {
  const related = useWordNet ? relatedWords(caption, slot, judge) : new Map<string, RelatedWord>()
  const pool = new Map<string, Candidate>()
  const leftOut: { [fault in Fault]?: number } = {}
  const leave = (fault: Fault): void => {
    leftOut[fault] = (leftOut[fault] ?? 0) + 1
  }
  for (const { word, probability } of predictions) {
    const fault = pool.size >= judge.perSource ? 'surplus' : findFault(word, caption, slot, judge)
    if (fault !== null) leave(fault)
    else pool.set(word, predicted(word, probability, caption, slot, related.get(word)?.related))
  }
  let ofWordNet = 0
  for (const [word, { surface, related: how, fault }] of related) {
    const reason = fault ?? (pool.has(word) ? 'twice' : ofWordNet >= judge.perSource ? 'surplus' : null)
    if (reason === null) {
      ofWordNet += 1
      pool.set(word, fromWordNet(surface, caption, slot, how))
    } else leave(reason)
  }
  return { candidates: [...pool.values()], leftOut }
}

interface RelatedWord {
  readonly surface: string
  readonly related: Related
  readonly fault: Fault | null
}

/** What WordNet relates to the slot, by its surface form in lower case; the first of equal forms is the nearest. */
const relatedWords = (caption: string, slot: Slot, judge: Judge): Map<string, RelatedWord> => {
  const words = new Map<string, RelatedWord>()
  for (const related of judge.wordNet.related(slot.lemma, slot.pos, { senses: judge.senses })) {
    const { lemma } = related
    const inflected = inflect(lemma, slot)
    const surface = likeCase(slot.word, inflected ?? lemma, caption)
    const fault = lemmaFault(lemma, slot, judge) ?? (inflected === null ? 'number' : null)
    const key = surface.toLowerCase()
    if (!words.has(key))
      words.set(key, { surface, related, fault: key === slot.word.toLowerCase() ? 'same-word' : fault })
  }
  return words
}

const lemmaFault = (lemma: string, slot: Slot, { denied, vocabulary }: Judge): Fault | null => {
  const plain = lemma.toLowerCase()
  if (!isWord.test(lemma)) return 'no-word'
  if (plain === slot.lemma) return 'same-word'
  if (denied.has(plain)) return 'denied'
  return vocabulary === null || vocabulary.has(plain) ? null : 'vocabulary'
}

/** Letters, and between them single blanks, hyphens or apostrophes; two letters at least. */
const isWord = /^\p{L}+(?:[ '’-]\p{L}+)*$/u

/** What is wrong with a predicted token in the slot, or null. */
const findFault = (word: string, caption: string, slot: Slot, judge: Judge): Fault | null => {
  if (word.startsWith('##')) return 'sub-word'
  if (!isWord.test(word) || word.length < 2) return 'no-word'
  const lemmas = judge.wordNet.lemmas(word, slot.pos)
  if (word === slot.word.toLowerCase() || lemmas.includes(slot.lemma)) return 'same-word'
  if ([word, ...lemmas].some(lemma => judge.denied.has(lemma))) return 'denied'
  const { vocabulary } = judge
  if (vocabulary !== null && ![word, ...lemmas].some(lemma => vocabulary.has(lemma))) return 'vocabulary'
  if (vocabulary === null && lemmas.length === 0) return 'part-of-speech'
  if (lemmas.length > 0 && isName(lemmas[0]!, slot, judge)) return 'name'
  if (![...lemmas, word].some(lemma => agrees(word, lemma, slot))) return 'number'
  return vocabulary === null && !isSlotStill(word, caption, slot, judge) ? 'grammar' : null
}

/** A word whose first sense is one person or place is a name, though models without case spell it small. */
const isName = (lemma: string, slot: Slot, { wordNet }: Judge): boolean =>
  wordNet.synsets(lemma, slot.pos)[0]?.isInstance ?? false

const isSlotStill = (word: string, caption: string, slot: Slot, judge: Judge): boolean => {
  const { text, start, end } = edit(caption, slot, likeCase(slot.word, word, caption))
  return judge.isSlot(text, { start, end, pos: slot.pos })
}

const predicted = (
  word: string,
  probability: number,
  caption: string,
  slot: Slot,
  related: Related | undefined,
): Candidate => ({
  ...worded(likeCase(slot.word, word, caption), caption, slot),
  sources: related ? ['bert', 'wordnet'] : ['bert'],
  relation: related?.relation ?? 'predicted',
  bert_probability: probability,
  synset: related?.synset ?? null,
})

const fromWordNet = (surface: string, caption: string, slot: Slot, { relation, synset }: Related): Candidate => ({
  ...worded(surface, caption, slot),
  sources: ['wordnet'],
  relation,
  bert_probability: null,
  synset,
})

const worded = (word: string, caption: string, slot: Slot) => ({ text: edit(caption, slot, word).text, word })
