import { openFinder } from '../mask/finder.ts'
import { builtInDenied, readDenied } from '../words/denied.ts'
import { openWordNet } from '../words/wordnet.ts'
import { openForms } from './forms.ts'
import type { CandidatesOptions } from './options.ts'
import type { Judge } from './pool.ts'
import { openRelatives } from './relatives.ts'

/** Opens all that proposed words are judged by. @throws where the list of denied lemmas cannot be read */
export const openJudge = async ({ perSource, senses, denied, vocabulary }: CandidatesOptions) => {
  const [wordNet, finder] = await Promise.all([openWordNet(), openFinder()])
  const words = {
    denied: denied === null ? builtInDenied : await readDenied(denied),
    vocabulary: vocabulary && new Set(vocabulary.map(lemma => lemma.toLowerCase())),
  }
  const judge: Judge = {
    ...words,
    wordNet,
    relatives: openRelatives(wordNet, senses),
    findForm: openForms(words),
    perSource,
    isSlot: (caption, { start, end, pos }) =>
      finder.findSlots(caption).some(slot => slot.start === start && slot.end === end && slot.pos === pos),
  }
  return { judge, engine: finder.engine }
}
