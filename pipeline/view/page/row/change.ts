import type { Slot } from '../data/row.ts'

/**
 * A prompt cut around the word that is new. The article before it may have changed with it, so the word is looked for
 * from where the slot began.
 */
export const changeIn = (
  caption: string | null,
  slot: Slot | null,
  text: string,
  word: string,
): [string, string, string] => {
  const behind = caption !== null && slot ? caption.slice(slot.end) : null
  if (behind === null || !text.endsWith(behind)) return [text, '', '']
  const end = text.length - behind.length
  const isThere = text.slice(0, end).endsWith(word)
  const start = isThere ? end - word.length : Math.min(slot!.start, end)
  return [text.slice(0, start), text.slice(start, end), behind]
}
