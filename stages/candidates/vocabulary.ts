import type { Slot } from '../../schemas/slot.ts'

/** The lemmas that may stand in a slot; null allows all. What is listed needs no other proof that it fits. */
export type Vocabulary = (slot: Slot) => ReadonlySet<string> | null

/**
 * Lists of lemmas: a slot whose word is in some of them takes words of those, any other slot words of all. So colours
 * take colours' places, and a closed world can draw whatever is proposed.
 */
export const openVocabulary = (lists: readonly (readonly string[])[] | null): Vocabulary => {
  if (lists === null) return () => null
  const sets = lists.map(list => new Set(list.map(lemma => lemma.toLowerCase())))
  const all = union(sets)
  const known = new Map<string, ReadonlySet<string>>()
  return ({ word, lemma }) => {
    const names = [word.toLowerCase(), lemma.toLowerCase()]
    const key = names.join('/')
    const own = known.get(key) ?? union(sets.filter(set => names.some(name => set.has(name))))
    if (all.has(names[0]!) || all.has(names[1]!)) known.set(key, own)
    return own.size > 0 ? own : all
  }
}

const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> => new Set(sets.flatMap(set => [...set]))
