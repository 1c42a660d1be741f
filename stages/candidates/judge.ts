import { openTagger } from '../mask/tagger.ts'
import { readDenied } from '../words/denied.ts'
import { openWordNet } from '../words/wordnet.ts'
import type { CandidatesOptions } from './options.ts'
import type { Judge } from './pool.ts'

/** Opens all that proposed words are judged by. */
export const openJudge = async (options: CandidatesOptions) => {
  const [wordNet, denied, tagger] = await Promise.all([openWordNet(), readDenied(options.denied), openTagger()])
  const { perSource, senses } = options
  const vocabulary = options.vocabulary && new Set(options.vocabulary.map(lemma => lemma.toLowerCase()))
  const judge: Judge & { readonly engine: { readonly [library: string]: string } } = {
    wordNet,
    denied,
    vocabulary,
    perSource,
    senses,
    engine: { wordnet: wordNet.version, ...tagger.engine },
    isSlot: (caption, { start, end, pos }) =>
      tagger.findSlots(caption).some(slot => slot.start === start && slot.end === end && slot.pos === pos),
  }
  return judge
}
