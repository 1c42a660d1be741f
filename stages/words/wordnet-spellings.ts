import type { Index } from './wordnet-tables.ts'

/** Spellings by number; lemmas are the first ones, in the order of their letters. */
export interface Spellings {
  /** The number of a lemma in any case, or -1. */
  find(lemma: string): number
  text(spelling: number): string
  /** Whether a spelling is that of a lemma, but for its case. */
  isOf(spelling: number, lemma: number): boolean
  /** Whether one of its words is written as names are: `Great Dane`, but not `TV` or `T-shirt`. */
  isName(spelling: number): boolean
}

const name = /(^|[ -])[A-Z](?![A-Z-])/

export const openSpellings = ({ lemmas, tables }: Index): Spellings => {
  const text = Buffer.from(tables.text.buffer, tables.text.byteOffset, tables.text.length)
  const textOf = (spelling: number) =>
    text.toString('latin1', tables.spellings[spelling], tables.spellings[spelling + 1])

  /** Below, at or above 0, as a word comes before, is, or comes after a spelling. */
  const compare = (word: string, spelling: number): number => {
    const start = tables.spellings[spelling]!
    const length = tables.spellings[spelling + 1]! - start
    for (let at = 0; at < word.length && at < length; at += 1) {
      const difference = word.charCodeAt(at) - text[start + at]!
      if (difference !== 0) return difference
    }
    return word.length - length
  }

  const find = (lemma: string): number => {
    const word = lemma.toLowerCase()
    let [low, high] = [0, lemmas - 1]
    while (low <= high) {
      const middle = (low + high) >>> 1
      const order = compare(word, middle)
      if (order === 0) return middle
      if (order < 0) high = middle - 1
      else low = middle + 1
    }
    return -1
  }

  return {
    find,
    text: textOf,
    isOf: (spelling, lemma) =>
      spelling === lemma || (spelling >= lemmas && textOf(spelling).toLowerCase() === textOf(lemma)),
    isName: spelling => spelling >= lemmas && name.test(textOf(spelling)),
  }
}
