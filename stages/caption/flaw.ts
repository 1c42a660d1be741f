import type { Reason } from '../../schemas/reasons.ts'

/** How often the same words may follow themselves. */
const mostRepeats = 3
const longestLoop = 5

/** What is wrong with a caption, or null: nothing said, or a loop of up to five words that goes round more than three times. */
export const findFlaw = (caption: string): { readonly reason: Reason; readonly detail: string } | null => {
  const words = caption.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return { reason: 'no-caption', detail: '' }
  for (let length = 1; length <= longestLoop; length += 1)
    for (let start = 0; start + length * (mostRepeats + 1) <= words.length; start += 1)
      if (isLoop(words, start, length)) return { reason: 'degenerate-caption', detail: caption }
  return null
}

const isLoop = (words: readonly string[], start: number, length: number): boolean =>
  words.slice(start + length, start + length * (mostRepeats + 1)).every((word, at) => word === words[start + at])
