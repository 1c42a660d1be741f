import type { Index } from './wordnet-tables.ts'

/** Spellings by number; lemmas are the first ones, in the order of their letters. */
export interface Spellings {
  /** The number of a lemma in any case, or -1. */
  find(lemma: string): number
  text(spelling: number): string
  /** The lemma that a spelling is but for its case. */
  lemmaOf(spelling: number): number
  /** Whether one of its words is written as names are: `Great Dane`, but not `TV` or `T-shirt`. */
  isName(spelling: number): boolean
}

const name = /(^|[ -])[A-Z](?![A-Z-])/

export const openSpellings = ({ lemmas, tables: { text, spellings } }: Index): Spellings => {
  // Pieces of one string cost a tenth of strings decoded from bytes.
  const all = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1')
  const textOf = (spelling: number) => all.slice(spellings[spelling], spellings[spelling + 1])

  /** Below, at or above 0, as a word comes before, is, or comes after a spelling. */
  const compare = (word: string, spelling: number): number => {
    const start = spellings[spelling]!
    const length = spellings[spelling + 1]! - start
    for (let at = 0; at < word.length && at < length; at += 1) {
      const difference = word.charCodeAt(at) - all.charCodeAt(start + at)
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
    lemmaOf: spelling => (spelling < lemmas ? spelling : find(textOf(spelling))),
    isName: spelling => spelling >= lemmas && name.test(textOf(spelling)),
  }
}
