import type { PartOfSpeech } from '../../schemas/slot.ts'
import type { Exceptions } from './exceptions.ts'

/** Endings and what stands for them in a base form. */
const endings: { readonly [P in PartOfSpeech]: readonly (readonly [ending: string, base: string])[] } = {
  noun: [
    ['s', ''],
    ['ses', 's'],
    ['ves', 'f'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  adjective: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
  ],
}

/**
 * What a form could be a form of, known or not: itself, then its exceptions, or without any its regular base forms.
 * This is WordNet's morphy as NLTK has it: no rule is applied where the form is an exception, nor twice.
 */
export const baseForms = (form: string, pos: PartOfSpeech, exceptions: Exceptions): readonly string[] => {
  const known = Object.hasOwn(exceptions[pos], form) ? exceptions[pos][form]! : regular(form, pos)
  return [...new Set([form, ...known])]
}

const regular = (form: string, pos: PartOfSpeech): readonly string[] =>
  endings[pos]
    .filter(([ending]) => form.endsWith(ending))
    .map(([ending, base]) => form.slice(0, form.length - ending.length) + base)
