import type { Slot } from '../../schemas/slot.ts'
import { degreeOf } from '../words/degree.ts'
import { inflect } from './inflect.ts'

/** A lemma as it agrees with a slot in number or degree, in WordNet's letter case. */
export interface Form {
  readonly text: string
  /** The text in small letters, blanks and hyphens left out: coffee cake, coffee-cake and Coffeecake are one word. */
  readonly plain: string
  /** What is wrong with it, wherever it stands. */
  readonly fault: 'no-word' | 'denied' | 'number' | null
}

export type FindForm = (lemma: string, slot: Slot) => Form

/** In one number or degree, as many as captions use; a form never changes, so forgetting changes nothing. */
const mostKept = 100_000

/** Inflects lemmas for slots, which is what costs most in a pool, and keeps what it found. */
export const openForms = (denied: ReadonlySet<string>): FindForm => {
  const kept = new Map<string, Map<string, Form>>()
  return (lemma, slot) => {
    const wanted = slot.number ?? degreeOf(slot.word, slot.lemma)
    const forms = kept.get(wanted) ?? new Map<string, Form>()
    const known = forms.get(lemma)
    if (known) return known
    const inflected = inflect(lemma, slot)
    const fault = lemmaFault(lemma, denied) ?? (inflected === null ? 'number' : null)
    const text = inflected ?? lemma
    const form: Form = { text, plain: plain(text), fault }
    if (forms.size === mostKept) forms.clear()
    kept.set(wanted, forms.set(lemma, form))
    return form
  }
}

const lemmaFault = (lemma: string, denied: ReadonlySet<string>): Form['fault'] => {
  if (!isWord(lemma)) return 'no-word'
  return denied.has(lemma.toLowerCase()) ? 'denied' : null
}

/** Letters, and between them single blanks, hyphens or apostrophes; two letters at least. */
export const isWord = (word: string): boolean => /^(?=.{2})\p{L}+(?:[ '’-]\p{L}+)*$/u.test(word)

export const plain = (word: string): string => word.toLowerCase().replace(/[ '’-]/g, '')
