import { openFinder } from '../mask/finder.ts'
import { builtInDenied, readDenied } from '../words/denied.ts'
import { openWordNet } from '../words/wordnet.ts'
import { openForms } from './forms.ts'
import type { CandidatesOptions } from './options.ts'
import type { Judge } from './pool.ts'
import { openRelatives } from './relatives.ts'
import { openVocabulary } from './vocabulary.ts'

/** Opens all that proposed words are judged by. @throws where the list of denied lemmas cannot be read */
export const openJudge = async ({ perSource, senses, denied, vocabulary }: CandidatesOptions) => {
  const [wordNet, finder] = await Promise.all([openWordNet(), openFinder()])
  const deniedLemmas = denied === null ? builtInDenied : await readDenied(denied)
  const judge: Judge = {
    denied: deniedLemmas,
    vocabulary: openVocabulary(vocabulary),
    wordNet,
    relatives: openRelatives(wordNet, senses),
    findForm: openForms(deniedLemmas),
    perSource,
    isSlot: (caption, { start, end, pos }) =>
      finder.findSlots(caption).some(slot => slot.start === start && slot.end === end && slot.pos === pos),
  }
  return { judge, engine: finder.engine }
}
