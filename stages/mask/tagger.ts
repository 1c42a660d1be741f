import { createRequire } from 'node:module'
import published from 'wink-eng-lite-web-model'
import winkNlp, { type PartOfSpeech as Tag } from 'wink-nlp'
import type { Word } from './words.ts'

export type { Tag }

/** Answers the part of speech of each word of a caption. */
export type Tagger = (words: readonly Word[]) => Tag[]

const require = createRequire(import.meta.url)
const libraries = ['wink-nlp', 'wink-eng-lite-web-model']
/** The versions that tags depend on. */
export const taggerVersions = (): { readonly [library: string]: string } =>
  Object.fromEntries(libraries.map(name => [name, (require(`${name}/package.json`) as { version: string }).version]))

// Each call of `metaCER` spells the answer of the one before as JSON once more: a string that doubles until none can hold it.
const entities = (published.metaCER as () => unknown)()
const model: typeof published = { ...published, metaCER: () => entities }

// wink-nlp keeps every unknown word that it ever read; a new one is opened in 0.1 s.
const captionsOfOne = 100_000

/** Opens wink-nlp's tagger. What it says of a caption does not depend on the captions before. */
export const openTagger = (): Tagger => {
  let wink = winkNlp(model, ['pos'])
  let captions = 0
  return words => {
    if (captions === captionsOfOne) [wink, captions] = [winkNlp(model, ['pos']), 0]
    captions += 1
    const tokens = wink.readDoc(words.map(word => word.spoken).join(' ')).tokens()
    return align(words, tokens.out(wink.its.value), tokens.out(wink.its.pos) as Tag[])
  }
}

/** The tag of each word: wink-nlp reads "cannot" as two tokens, and the first speaks for both. */
const align = (words: readonly Word[], tokens: readonly string[], tags: readonly Tag[]): Tag[] => {
  let at = 0
  return words.map(({ spoken }) => {
    const tag = tags[at]!
    for (let length = 0; length < spoken.length; at += 1) length += tokens[at]!.length
    return tag
  })
}
