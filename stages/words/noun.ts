import type { GrammaticalNumber } from '../../schemas/slot.ts'
import { partsOf } from './head.ts'
import { countNounsInIng, massNouns, massOrCountNouns } from './mass-nouns.ts'
import { isSameInPlural } from './plural.ts'
import { looksPlural } from './plural-form.ts'

/** Endings that name what is done, been, studied, believed or suffered: surfing, kindness, biology, tourism, arthritis. */
const massEnd = /(?:[a-z]{3}ing|[a-z]{2}ness|ology|[a-z]{2}ism|[a-z]ware|[a-z]{2}wear|itis)$/
/** Nouns with such an ending that are counted, and their compounds; those in -ing are a list of their own. */
const countEnd = new RegExp(
  `(?:${[
    'witness business ^illness weakness likeness wilderness harness governess lioness baroness highness patroness',
    'marchioness deaconess sickness technology ideology mythology trilogy anthology apology methodology chronology',
    'terminology organism mechanism prism schism aphorism euphemism anachronism embolism criticism aneurism',
  ]
    .join(' ')
    .replaceAll(' ', '|')})$`,
)

/** Whether a noun lemma can name stuff: "some water", "of glass". Many nouns can be counted as well: see `isCount`. */
export const isMass = (lemma: string): boolean => {
  const head = headOf(lemma)
  return massOrCountNouns.has(head) || isMassOnly(head)
}

/** Whether a noun lemma can be counted: it has a singular that takes "a", or at least a plural. */
export const isCount = (lemma: string): boolean => !isMassOnly(headOf(lemma))

/** Whether a noun lemma has no singular: scissors, jeans, glasses. */
export const isPluralOnly = (lemma: string): boolean => {
  const head = headOf(lemma)
  return !isMassOnly(head) && looksPlural(head)
}

/**
 * The numbers that a noun may have as it is written, the likeliest first: dog singular, dogs plural, sheep singular or plural,
 * water mass, cake singular or mass. Nothing of the sentence is looked at; a determiner knows better.
 */
export const numbersOf = (word: string): readonly GrammaticalNumber[] => {
  const head = headOf(word)
  if (isMassOnly(head)) return ['mass']
  if (looksPlural(head)) return ['plural']
  const plural = isSameInPlural(head) ? (['plural'] as const) : []
  const mass = massOrCountNouns.has(head) ? (['mass'] as const) : []
  return ['singular', ...plural, ...mass]
}

const headOf = (noun: string): string => partsOf(noun.toLowerCase())[1]

const isMassOnly = (head: string): boolean =>
  massNouns.has(head) ||
  (massEnd.test(head) && !countEnd.test(head) && !countNounsInIng.has(head) && !massOrCountNouns.has(head))
