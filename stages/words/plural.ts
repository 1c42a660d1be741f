import pluralize from 'pluralize'
import { partsOf } from './head.ts'
import { irregularPlurals, pluralOnlyNouns, sameInPlural, singularsInS } from './plural-nouns.ts'

/** Goldfish, hovercraft, Japanese, reindeer. */
const same = /(?:fish|deer|sheep|(?:air|space|water|hover|rotor)craft|[lmnrtu]ese)$/i

// What `pluralize` gets wrong, by ending; the first that matches decides.
const rules: readonly (readonly [ending: RegExp, plural: string])[] = [
  [/(?<=..)child$/i, '$&ren'],
  [/(?<=..)foot$/i, 'feet'],
  [/(?<=..)tooth$/i, 'teeth'],
  [/(?<=dor|wood|tit|book)([ml])ouse$/i, '$1ice'],
  [/[aeiou]y$/i, '$&s'],
  [/(?:qu|wh)iz$|^fez$/i, '$&zes'],
  [/z$|polis$/i, '$&es'],
  // Nouns in -man and -men that no man is in.
  [/(?:hu|ger|^ro|otto|talis|sha|cai|nor|brah|mussul|het|dol)man$/i, '$&s'],
  [/(?:speci|^o|sta|hy|regi|^lu|^ru|dol|abdo|fora)men$/i, '$&s'],
  // A "ch" that sounds like "k".
  [/(?:stoma|monar|triar|oligar|epo|eunu|^lo|^te|cze)ch$/i, '$&s'],
  [/(?:gul|^oa|^dea|woo)f$/i, '$&s'],
  // Latin, Greek and Italian words that English has made its own.
  [/(?:diocese|schema|dogma|stigma|lemma|anathema|stoma|cherub|seraph|agenda|organ|gelato|castrato)$/i, '$&s'],
  [/(?:vir|foc|croc)us$/i, '$&es'],
  // `pluralize` says the same, in a microsecond or two.
  [/[bcdgklprtw]$/i, '$&s'],
]

/** Whether a noun looks the same in the plural: sheep, goldfish. */
export const isSameInPlural = (word: string): boolean => sameInPlural.has(word.toLowerCase()) || same.test(word)

/**
 * The plural of a noun lemma; a compound inflects its head. The package `pluralize`, with what it gets wrong set right.
 */
export const pluralOf = (lemma: string): string => {
  const [before, head, after] = partsOf(lemma)
  return before + pluralOfWord(head) + after
}

/** The plural of a word that is no compound. */
export const pluralOfWord = (word: string): string => {
  const lower = word.toLowerCase()
  if (isSameInPlural(word) || pluralOnlyNouns.has(lower)) return word
  const irregular = irregularPlurals.get(lower)
  if (irregular) return word[0] === lower[0] ? irregular : word[0] + irregular.slice(1)
  if (singularsInS.has(lower)) return `${word}es`
  const rule = rules.find(([ending]) => ending.test(word))
  return rule ? word.replace(...rule) : packagedPlural(word)
}

/** `pluralize` leaves what it takes for uncountable; whether a noun is counted is for `isCount` to say. */
const packagedPlural = (word: string): string => {
  const plural = pluralize.plural(word)
  const isUncountable = plural === word && pluralize.singular(word) === word && !/s$/i.test(word)
  return isUncountable ? word.replace(/(?<![aeiou])y$/, 'ie').concat('s') : plural
}
