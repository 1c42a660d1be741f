import type { Slot } from '../../schemas/slot.ts'
import { articleFor } from '../words/article.ts'
import { isAllCapitals } from '../words/letter-case.ts'

/** An edited caption, and where the new word stands in it, in UTF-16 units. */
export interface Edited {
  readonly text: string
  readonly start: number
  readonly end: number
}

// The gap may hold an opening quote or bracket: a "red" car.
const articleBefore = /(?<before>^|[^\p{L}\p{M}\p{N}'’_-])(?<article>a|an|A|An|AN)(?<gap>\s+["“‘'([]*)$/u
const sentenceEnd = /(?:^|[.!?:;"“”(\n])\s*$/

/** Puts another word into one slot of one caption. */
export type Editor = (surface: string) => Edited

/** As `openEditor`, for one word. */
export const edit = (caption: string, slot: Slot, surface: string): Edited => openEditor(caption, slot)(surface)

/**
 * Puts other words into the slot and repairs the a or an directly before it; nothing else changes, to the byte. Surfaces
 * come inflected and in the case they shall have. What comes before and behind is looked at once for all of them.
 * @throws RangeError where the slot is not in the caption: it belongs to another one.
 */
export const openEditor = (caption: string, slot: Slot): Editor => {
  const found = caption.slice(slot.start, slot.end)
  if (found !== slot.word)
    throw new RangeError(
      `The slot ${slot.start}-${slot.end} holds ${JSON.stringify(found)}, not ${JSON.stringify(slot.word)}: give the caption that it was found in.`,
    )
  const beginning = openArticle(caption.slice(0, slot.start), slot.word, caption)
  const behind = caption.slice(slot.end)
  return surface => {
    const before = beginning(surface)
    return { text: before + surface + behind, start: before.length, end: before.length + surface.length }
  }
}

/** Answers what stands before a word: the beginning as it is, or with the article that the word wants. */
const openArticle = (before: string, word: string, caption: string): ((surface: string) => string) => {
  const match = before.match(articleBefore)
  if (!match?.groups) return () => before
  const { article, gap } = match.groups as { article: string; gap: string }
  const head = before.slice(0, before.length - article.length - gap.length)
  // "Grade A eggs": a capital inside a sentence is a letter, unless the words after it are capitalised as well.
  if (article === 'A' && !sentenceEnd.test(head) && !/^\p{Lu}/u.test(word)) return () => before
  const [withA, withAn] = [inCaseOf(article, 'a', caption), inCaseOf(article, 'an', caption)].map(
    wanted => head + wanted + gap,
  ) as [string, string]
  return surface => (articleFor(surface) === 'a' ? withA : withAn)
}

const inCaseOf = (article: string, wanted: 'a' | 'an', caption: string): string => {
  if (article[0] === 'a') return wanted
  const isLoud = article === 'AN' || isAllCapitals(caption)
  return wanted === 'a' ? 'A' : isLoud ? 'AN' : 'An'
}
