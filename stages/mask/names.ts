import type { Word } from './words.ts'

/** For each word of a caption, whether it must be taken for part of a name or of a quotation. */
export const findNames = (words: readonly Word[]): boolean[] => {
  const isQuoted = findQuotations(words)
  // Without a single small letter capitals say nothing.
  if (!words.some(({ text }) => /\p{Ll}/u.test(text))) return isQuoted
  const isCapital = words.map(({ text }) => /^\p{Lu}/u.test(text))
  return words.map((_, at) => {
    const isFirst = at === 0 || /^[.!?:]$/.test(words[at - 1]!.text)
    return isQuoted[at]! || (isCapital[at]! && (!isFirst || isCapital[at + 1] === true))
  })
}

/** Words between double quotes are what somebody wrote: the picture shows letters. */
const findQuotations = (words: readonly Word[]): boolean[] => {
  let isOpen = false
  return words.map(({ text }) => {
    if (/^["“”]$/.test(text)) isOpen = !isOpen
    return isOpen
  })
}
