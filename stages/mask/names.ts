import type { Word } from './words.ts'

/** For each word of a caption, whether it must be taken for part of something longer: a name, a quotation, "heart - shaped". */
export const findNames = (words: readonly Word[]): boolean[] => {
  const isPart = findQuotations(words).map((quoted, at) => quoted || isHyphen(words, at - 1) || isHyphen(words, at + 1))
  // Without a single small letter capitals say nothing.
  if (!words.some(({ text }) => /\p{Ll}/u.test(text))) return isPart
  const isCapital = words.map(({ text }) => /^\p{Lu}/u.test(text))
  return words.map((_, at) => {
    const isFirst = at === 0 || /^[.!?:]$/.test(words[at - 1]!.text)
    return isPart[at]! || (isCapital[at]! && (!isFirst || isCapital[at + 1] === true))
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

/** Whether a hyphen stands alone there; two of them are a dash. */
const isHyphen = (words: readonly Word[], at: number): boolean =>
  isStroke(words[at]) && !isStroke(words[at - 1]) && !isStroke(words[at + 1])

const isStroke = (word: Word | undefined): boolean => word !== undefined && /^[-‐‑]$/.test(word.text)
