import type { Slot } from '../../schemas/slot.ts'

/** Which lemmas may stand in a slot. What is listed needs no other proof that it fits. */
export interface Allowed {
  readonly lemmas: ReadonlySet<string>
  /** Whether these are the lists of the slot's own word. */
  readonly isOwnList: boolean
}

/** Null allows all. */
export type Vocabulary = (slot: Slot) => Allowed | null

/**
 * Lists of lemmas: a slot whose word is in some of them takes words of those, any other slot words of all. So colours
 * take colours' places, and a closed world can draw whatever is proposed.
 */
export const openVocabulary = (lists: readonly (readonly string[])[] | null): Vocabulary => {
  if (lists === null) return () => null
  const sets = lists.map(list => new Set(list.map(lemma => lemma.toLowerCase())))
  const any: Allowed = { lemmas: union(sets), isOwnList: false }
  const own = new Map<string, Allowed>()
  for (const word of any.lemmas) own.set(word, { lemmas: union(sets.filter(set => set.has(word))), isOwnList: true })
  return ({ word, lemma }) => own.get(word.toLowerCase()) ?? own.get(lemma.toLowerCase()) ?? any
}

const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => new Set(sets.flatMap(set => [...set]))
