import type { Slot } from '../../schemas/slot.ts'
import type { Related, WordNet } from '../words/wordnet.ts'

/** What WordNet relates to a lemma, the nearest relation first, and the same by lemma in small letters. */
export interface Relatives {
  readonly all: readonly Related[]
  readonly byLemma: ReadonlyMap<string, Related>
}

export type FindRelatives = (slot: Pick<Slot, 'lemma' | 'pos'>, senses: 'first' | 'all') => Relatives

/** So many lemmas cover nearly all slots of captions; what they answer never changes, so forgetting changes nothing. */
const lemmasKept = 4096

/** Looks words up in WordNet, and keeps what it found. */
export const relativesFinder = (wordNet: WordNet): FindRelatives => {
  const kept = new Map<string, Relatives>()
  return ({ lemma, pos }, senses) => {
    const key = `${pos} ${senses} ${lemma}`
    const known = kept.get(key)
    if (known) return known
    const all = wordNet.related(lemma, pos, { senses })
    const found = { all, byLemma: new Map(all.map(related => [related.lemma.toLowerCase(), related])) }
    if (kept.size === lemmasKept) kept.clear()
    kept.set(key, found)
    return found
  }
}
