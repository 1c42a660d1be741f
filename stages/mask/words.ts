/** A word, or a mark of punctuation, of a caption. Spans are half-open and count UTF-16 units. */
export interface Word {
  readonly start: number
  readonly end: number
  /** As the caption spells it. */
  readonly text: string
  /** In lower case, without accents, with straight apostrophes and hyphens; empty for what is no word of Latin letters. */
  readonly plain: string
  /** What a tagger of English reads in its place: one token, whatever the caption holds. */
  readonly spoken: string
}

const pattern =
  /\p{N}+(?:[.,:/]\p{N}+)*(?![\p{L}\p{M}\p{N}])|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-‐‑'’](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}]+)*|['’](?:s|re|ll|ve|d|m)(?!\p{L})|[^\s]/giu
const contracted = /(?:n['’]t|['’](?:s|re|ll|ve|d|m))$/iu

/** The words of a caption, in order; nothing but white space lies between them. */
export const splitWords = (caption: string): Word[] =>
  Array.from(caption.matchAll(pattern)).flatMap(match => splitContraction(match[0], match.index))

/** "dog's" is two words, as taggers see it. */
const splitContraction = (text: string, start: number): Word[] => {
  const cut = text.search(contracted)
  if (cut <= 0) return [wordOf(text, start)]
  return [wordOf(text.slice(0, cut), start), wordOf(text.slice(cut), start + cut)]
}

const wordOf = (text: string, start: number): Word => {
  const plain = simplify(text)
  return { start, end: start + text.length, text, plain, spoken: speak(text, plain) }
}

const simplify = (text: string): string => {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[‐‑]/gu, '-').replace(/’/gu, "'").toLowerCase()
  return /^[a-z]+(?:['-][a-z]+)*$/.test(plain) ? plain : ''
}

// A tagger that learns spellings from what it reads must never meet one whose division depends on what it read before.
const speak = (text: string, plain: string): string => {
  if (plain) return plain.split(/[-']/).at(-1)!
  const straight = text.replace(/’/gu, "'").toLowerCase()
  if (/^(?:n't|'(?:s|re|ll|ve|d|m))$/.test(straight)) return straight
  if (/\p{N}/u.test(text)) return '7'
  return /^[.,!?;:()"&]$/.test(text) ? text : ','
}
