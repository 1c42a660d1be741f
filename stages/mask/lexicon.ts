import type { GrammaticalNumber, PartOfSpeech } from '../../schemas/slot.ts'
import { numbersOf } from '../words/noun.ts'
import { pluralOnlyNouns } from '../words/plural-nouns.ts'
import type { Synset, WordNet } from '../words/wordnet.ts'

/** A word as WordNet knows it. */
export interface Entry {
  /** The base form, with spaces. */
  readonly lemma: string
  /** WordNet's lexicographer file of its first sense that is no name, such as `noun.artifact`; null where all are names. */
  readonly file: string | null
}

/** What the mask has to know of words. Forms are in lower case, compounds with spaces. */
export interface Lexicon {
  /** Null where WordNet has no such word. */
  find(form: string, pos: PartOfSpeech): Entry | null
  /** How many things a noun speaks of as it is written, the likeliest first. */
  numbers(form: string): readonly GrammaticalNumber[]
}

/** Looks each known word up once; WordNet is finite, so the memory is, too. */
export const openLexicon = (wordNet: WordNet): Lexicon => {
  const known = { noun: new Map<string, Entry>(), adjective: new Map<string, Entry>() }
  const unknown = { noun: new Set<string>(), adjective: new Set<string>() }
  const numbers = new Map<string, readonly GrammaticalNumber[]>()
  return {
    find: (form, pos) => {
      const entry = known[pos].get(form)
      if (entry) return entry
      if (unknown[pos].has(form)) return null
      const found = look(wordNet, form, pos)
      if (found) known[pos].set(form, found)
      else remember(unknown[pos], form)
      return found
    },
    numbers: form => {
      const found = numbers.get(form) ?? numbersOf(form)
      if (known.noun.has(form)) numbers.set(form, found)
      return found
    },
  }
}

/** Pairs of words that are no compound come again and again; that they are none stays so, whether it is remembered or not. */
const mostUnknown = 100_000
const remember = (forms: Set<string>, form: string): void => {
  if (forms.size === mostUnknown) forms.clear()
  forms.add(form)
}

const look = (wordNet: WordNet, form: string, pos: PartOfSpeech): Entry | null => {
  const lemma = lemmaOf(wordNet.lemmas(form, pos), form, pos)
  if (lemma === undefined) return null
  const senses = wordNet.synsets(lemma, pos)
  const sense = senses.find(sense => !isName(sense, lemma)) ?? (senses.every(isBrand) ? senses[0] : undefined)
  return { lemma, file: sense?.lexname ?? null }
}

/** WordNet lists "men" as a word of its own; a plural is a form of its singular, unless it has none. */
const lemmaOf = (lemmas: readonly string[], form: string, pos: PartOfSpeech): string | undefined => {
  const isInflected =
    pos === 'noun' && lemmas.length > 1 && numbersOf(form)[0] === 'plural' && !pluralOnlyNouns.has(form)
  return lemmas.find(lemma => !isInflected || lemma !== form)
}

/** Whether a sense is written with a capital; a compound may have one, as the Christmas tree, unless it is an individual. */
const isName = ({ isInstance, lemmas }: Synset, lemma: string): boolean =>
  lemma.includes(' ') ? isInstance : !lemmas.includes(lemma)

/** A Frisbee is a thing, for all its capital. */
const isBrand = ({ isInstance, lexname }: Synset): boolean =>
  !isInstance && ['noun.artifact', 'noun.substance', 'noun.food'].includes(lexname)
