import type { Verdict } from '../models/agreement.ts'
import type { OurOutputs, PeerOutputs, Predictions, Synonyms } from './request.ts'

// Each side draws for itself what it replaces and by what. That both have the same model and the same WordNet is seen in
// what either could say in our slots.

/** Our probabilities are rounded to four digits. */
const tolerance = 1e-3

/** Each word that our BERT proposed is among the peer's 50 likeliest for that slot, and as likely there. */
export const samePredictions = (ours: OurOutputs, { answers }: PeerOutputs<Predictions>): Verdict => {
  const { proposed, distances } = comparePredictions(ours, answers)
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), 0)
  return {
    says: `Of ${proposed} words that our BERT proposed ${distances.length} are among the peer's 50 likeliest for the slot; probabilities differ by ${farthest.toExponential(1)} of their size at most.`,
    isEnough: proposed > 0 && distances.length === proposed && farthest <= tolerance,
  }
}

export const similarPredictions = (ours: OurOutputs, { answers }: PeerOutputs<Predictions>): Verdict => {
  const { proposed, distances } = comparePredictions(ours, answers)
  const share = distances.length / proposed
  return {
    says: `int8: of ${proposed} words that our BERT proposed ${(100 * share).toFixed(1)} % are among the peer's 50 likeliest for the slot.`,
    isEnough: share >= 0.9,
  }
}

const comparePredictions = (ours: OurOutputs, answers: PeerOutputs<Predictions>['answers']) => {
  const proposals = answers.flatMap((likeliest, at) =>
    (ours[at]?.candidates ?? []).flatMap(({ word, bert_probability }) =>
      likeliest && bert_probability !== null ? [{ own: bert_probability, peers: likeliest[word.toLowerCase()] }] : [],
    ),
  )
  const distances = proposals.flatMap(({ own, peers }) => (peers === undefined ? [] : Math.abs(own - peers) / peers))
  return { proposed: proposals.length, distances }
}

/** In slots that are not inflected, all our synonyms are in NLTK's synset of the same name. */
export const sameSynonyms = (ours: OurOutputs, { answers }: PeerOutputs<Synonyms>): Verdict => {
  const synonyms = answers.flatMap((senses, at) => {
    const { slot, candidates = [] } = ours[at] ?? {}
    if (!senses || slot?.number === 'plural' || slot?.word.toLowerCase() !== slot?.lemma) return []
    return candidates
      .filter(({ relation }) => relation === 'synonym')
      .map(({ word, synset }) => senses[`${synset}`.replaceAll(' ', '_')]?.some(name => isSame(name, word)) ?? false)
  })
  const shared = synonyms.filter(Boolean).length
  return {
    says: `Of our ${synonyms.length} synonyms for slots that are not inflected ${shared} are NLTK's, in the same sense.`,
    isEnough: shared === synonyms.length && shared > 0,
  }
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
