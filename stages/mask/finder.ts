import { openWordNet } from '../words/wordnet.ts'
import { openLexicon } from './lexicon.ts'
import { type FindSlots, slotFinder } from './slots.ts'
import { openTagger, taggerVersions } from './tagger.ts'

/** Opens what finds slots: the tagger and WordNet, in a quarter of a second. */
export const openFinder = async (): Promise<{
  readonly findSlots: FindSlots
  readonly engine: { readonly [library: string]: string }
}> => {
  const wordNet = await openWordNet()
  return {
    findSlots: slotFinder(openTagger(), openLexicon(wordNet)),
    engine: { ...taggerVersions(), wordnet: wordNet.version },
  }
}
