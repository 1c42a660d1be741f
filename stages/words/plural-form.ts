import { isSameInPlural, pluralOfWord } from './plural.ts'
import { irregularPlurals, nounsInU, otherPlurals, pluralOnlyNouns, singularsInS } from './plural-nouns.ts'

const irregular = new Set([...irregularPlurals.values(), ...otherPlurals])
/** Words whose Latin ending is an English singular. */
const singularsInA = new Set(['agenda', 'stamina', 'opera', 'candelabra', 'insignia'])

/**
 * Whether a word that is no compound shows by its form that it is a plural: what it would come from has it as its plural.
 * Not so of sheep, which may be either.
 */
export const looksPlural = (word: string): boolean => {
  const lower = word.toLowerCase()
  if (pluralOnlyNouns.has(lower) || irregular.has(lower)) return true
  if (!/[seniath]$/.test(lower)) return false
  if (isSameInPlural(lower) || singularsInS.has(lower) || singularsInA.has(lower) || isSingularByEnd(lower))
    return false
  return singularsOf(lower).some(singular => pluralOfWord(singular) === lower || hasTwoPlurals(singular))
}

/** Persons, fishes, mosquitos: a regular plural beside the one that `pluralOf` gives. */
const hasTwoPlurals = (singular: string): boolean => irregularPlurals.has(singular) || isSameInPlural(singular)

/** Basis, arthritis, metropolis; walrus, but not menus; specimen. */
const isSingularByEnd = (word: string): boolean =>
  /(?:sis|itis|polis|^axis|^praxis)$/.test(word) ||
  (word.endsWith('men') && pluralOfWord(word) !== word) ||
  (word.endsWith('us') && !nounsInU.has(word.slice(0, -1)))

/** What a plural may come from. */
const singularsOf = (word: string): readonly string[] =>
  endings.flatMap(([plural, ...singulars]) =>
    word.endsWith(plural) && word.length > plural.length + 1
      ? singulars.map(singular => word.slice(0, -plural.length) + singular)
      : [],
  )

/** A plural's ending, then the singular ones that may have stood there; morphy's rules, and the Latin ones. */
const endings: readonly (readonly [plural: string, ...singulars: string[]])[] = [
  ['s', ''],
  ['es', '', 'is'],
  ['ies', 'y'],
  ['ves', 'f', 'fe'],
  ['zzes', 'z'],
  ['men', 'man'],
  ['people', 'person'],
  ['children', 'child'],
  ['feet', 'foot'],
  ['teeth', 'tooth'],
  ['ice', 'ouse'],
  ['ices', 'ix', 'ex'],
  ['i', 'us'],
  ['ae', 'a'],
  ['a', 'um', 'on'],
]
