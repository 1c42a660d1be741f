import { gunzipSync } from 'node:zlib'

const mergeCount = 49152 - 256 - 2

/** OpenAI's bpe_simple_vocab_16e6.txt.gz as the Hugging Face hub has it: vocab.json and merges.txt. */
export const clipVocabulary = (gzipped: Uint8Array): Vocabulary =>
  vocabularyOf(
    gunzipSync(gzipped)
      .toString()
      .split('\n')
      .slice(1, 1 + mergeCount),
  )

/** CLIP's vocabulary before it learnt any word: a token for each byte, 514 with begin and end. */
export const letterVocabulary = (): Vocabulary => vocabularyOf([])

/** The texts of the two files. */
export interface Vocabulary {
  readonly vocab: string
  readonly merges: string
}

const vocabularyOf = (merges: readonly string[]): Vocabulary => {
  const letters = byteLetters()
  const tokens = [
    ...letters,
    ...letters.map(letter => `${letter}</w>`),
    ...merges.map(pair => pair.replace(' ', '')),
    '<|startoftext|>',
    '<|endoftext|>',
  ]
  return {
    vocab: JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id]))),
    merges: ['#version: 0.2', ...merges, ''].join('\n'),
  }
}

/** A visible letter for each byte, visible bytes first, as OpenAI's `bytes_to_unicode` orders them. */
const byteLetters = (): string[] => {
  const visible = [range(0x21, 0x7e), range(0xa1, 0xac), range(0xae, 0xff)].flat()
  const hidden = range(0, 0xff).filter(byte => !visible.includes(byte))
  return [...visible, ...hidden.map((_, index) => 256 + index)].map(point => String.fromCodePoint(point))
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at)
