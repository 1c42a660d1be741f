import pluralize from 'pluralize'
import { partsOf } from './head.ts'
import { irregularPlurals, nounsInU, pluralOnlyNouns, sameInPlural, singularsInS } from './plural-nouns.ts'

/** Ends that look the same in the plural: goldfish, hovercraft, Japanese, reindeer. */
const same = /(?:fish|deer|(?:air|space|water|hover|rotor)craft|[a-z]nese|sheep|chinese)$/
/** Nouns in -man and -men that no man is in. */
const noMan =
  /(?:^hu|ger|^ro|^otto|talis|^sha|^cai|^nor|brah|mussul|^het|^dol|^pitman)man$|(?:speci|^o|sta|hy|regi|^lu|dol|abdo|fora)men$/
const hardCh = /(?:stoma|monar|triar|oligar|epo|eunu|^lo|^te|hi-te|cze)ch$/
/** Words in -us, -a, -um and -on that are said with an English plural, whatever `pluralize` says. */
const anglicised =
  /(?:virus|focus|crocus|schema|dogma|stigma|lemma|anathema|stoma|cherub|seraph|agenda|organ|gelato|castrato)$/
/**
 * The plural of a noun lemma; a compound inflects its head. A noun that is plural already comes back as it is.
 * `pluralize`, with what it gets wrong set right.
 */
export const pluralOf = (lemma: string): string => {
  const [before, head, after] = partsOf(lemma)
  return before + pluralOfWord(head) + after
}

const pluralOfWord = (word: string): string => {
  const lower = word.toLowerCase()
  if (sameInPlural.has(lower) || pluralOnlyNouns.has(lower) || same.test(lower)) return word
  const irregular = irregularEnd(lower)
  if (irregular) return word.slice(0, word.length - irregular.singular.length) + irregular.plural
  if (singularsInS.has(lower)) return `${word}es`
  if (/[aeiou]y$/.test(lower) || noMan.test(lower) || hardCh.test(lower) || /(?:gul|oa|woo)f$/.test(lower))
    return `${word}s`
  if (/[^aeiou]z$|[ao]z$/.test(lower)) return `${word}es`
  if (anglicised.test(lower)) return lower.endsWith('s') ? `${word}es` : `${word}s`
  return pluralize.plural(word)
}

/** The irregular noun that a word is, or ends in: grandchild, dormouse, eyetooth. */
const irregularEnd = (lower: string) => {
  const whole = irregularPlurals.get(lower)
  if (whole) return { singular: lower, plural: whole }
  const end = lower.match(
    /(?:(?<=[a-z]{2})child|(?<=dor|wood|tit|book)(?:mouse|louse)|(?<=[a-z]{2})(?:foot|tooth))$/,
  )?.[0]
  return end === undefined ? undefined : { singular: end, plural: irregularPlurals.get(end)! }
}

/** Whether a word, not a compound, is the plural of some other word, as its form shows: a round trip through `pluralOf`. */
export const looksPlural = (word: string): boolean => {
  const lower = word.toLowerCase()
  if (pluralOnlyNouns.has(lower)) return true
  if (sameInPlural.has(lower) || same.test(lower) || noMan.test(lower)) return false
  if (singularsInS.has(lower) || singularsInA.has(lower) || isSingularByEnd(lower)) return false
  if ([...irregularPlurals.values()].includes(lower)) return true
  return singularsOf(lower).some(singular => singular !== lower && pluralOfWord(singular) === lower)
}

/** Basis, arthritis, metropolis; walrus, but not menus. */
const isSingularByEnd = (word: string): boolean =>
  /(?:[sx]is|itis|polis)$/.test(word) || (word.endsWith('us') && !nounsInU.has(word.slice(0, -1)))

/** Words whose Latin ending is an English singular. */
const singularsInA = new Set(['agenda', 'stamina', 'opera', 'data', 'media', 'candelabra', 'insignia'])

/** What a plural may come from, by its ending, as WordNet's morphy detaches them. */
const singularsOf = (word: string): readonly string[] =>
  endings.flatMap(([plural, singulars]) =>
    word.endsWith(plural) && word.length > plural.length + 1
      ? singulars.map(singular => word.slice(0, word.length - plural.length) + singular)
      : [],
  )

const endings: readonly (readonly [string, readonly string[]])[] = [
  ['s', ['']],
  ['es', ['', 'is']],
  ['ies', ['y']],
  ['ves', ['f', 'fe']],
  ['zzes', ['z']],
  ['men', ['man']],
  ['people', ['person']],
  ['children', ['child']],
  ['feet', ['foot']],
  ['teeth', ['tooth']],
  ['ice', ['ouse']],
  ['ices', ['ix', 'ex']],
  ['i', ['us']],
  ['ae', ['a']],
  ['a', ['um', 'on']],
]
