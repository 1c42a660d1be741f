import type { Slot } from '../../../schemas/slot.ts'

/** What counts of either side's outputs. */
export interface Count {
  /** Distinct texts that say one word, or one compound, of the caption in other words; of letters alone. */
  readonly replacements: number
  /** Those of them that replace a noun or an adjective which the mask stage could have drawn. */
  readonly inSlots: number
}

/** Counts what was made of one caption; case, punctuation and the choice between a and an do not make a text another one. */
export const countReplacements = (caption: string, texts: readonly string[], slots: readonly Slot[]): Count => {
  const words = wordsOf(caption)
  const distinct = new Map(texts.map(text => [plainOf(text), wordsOf(text)]))
  distinct.delete(plainOf(caption))
  const replaced = [...distinct.values()].map(edited => replacedSpans(words, edited)).filter(({ length }) => length > 0)
  const isInSlot = ({ start, end }: Span) => slots.some(slot => slot.start <= start && end <= slot.end)
  return { replacements: replaced.length, inSlots: replaced.filter(spans => spans.some(isInSlot)).length }
}

interface Word {
  readonly plain: string
  readonly index: number
  readonly length: number
}

type Span = { readonly start: number; readonly end: number }

const wordsOf = (text: string): Word[] =>
  Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ 0: word, index }) => ({
    plain: word.toLowerCase().replace(/^an$/, 'a'),
    index,
    length: word.length,
  }))

const plainOf = (text: string): string =>
  wordsOf(text)
    .map(({ plain }) => plain)
    .join(' ')

/**
 * The words of the caption that gave way, as a span of it; none where what came is no word. There are two readings where a
 * compound holds the word that it replaces: "cat" to "big cat", "computer" to "computer screen".
 */
const replacedSpans = (words: readonly Word[], edited: readonly Word[]): Span[] => {
  const most = Math.min(words.length, edited.length) - 1
  const prefix = countShared(words, edited, most)
  const suffix = countShared(words.toReversed(), edited.toReversed(), most)
  const readings = [
    [prefix, Math.min(suffix, most - prefix)],
    [Math.min(prefix, most - suffix), suffix],
  ] as const
  return readings.flatMap(([before, after]) => {
    const come = edited.slice(before, edited.length - after)
    const [first, last] = [words[before], words[words.length - after - 1]]
    const areWords = come.every(({ plain }) => /^[\p{L}\p{M}]+$/u.test(plain))
    return first && last && areWords ? [{ start: first.index, end: last.index + last.length }] : []
  })
}

/** How many words two lists begin with alike, `most` at most. */
const countShared = (a: readonly Word[], b: readonly Word[], most: number): number => {
  let count = 0
  while (count < most && a[count]?.plain === b[count]?.plain) count += 1
  return count
}
