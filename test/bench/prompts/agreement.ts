import type { Verdict } from '../models/agreement.ts'
import type { OurOutputs, OurPool, PeerOutputs } from './request.ts'

// Both sides draw what they replace, and by what: that they had the same models and words is seen in what they could say.

/** Probabilities of ours are rounded to four digits. */
const tolerance = 1e-3

/** Each word that our BERT proposed is among the peer's 50 likeliest for that slot, and as likely there. */
export const samePredictions = (ours: OurOutputs, peer: PeerOutputs): Verdict => {
  const { known, all } = findPredictions(ours, peer)
  const farthest = known.reduce((most, { distance }) => Math.max(most, distance), 0)
  return {
    says: `All ${all} words that our BERT proposed for ${slotsOf(peer)} slots are among the peer's 50 likeliest there: ${known.length}; probabilities differ by ${farthest.toExponential(1)} of their size at most.`,
    isEnough: all > 0 && known.length === all && farthest <= tolerance,
  }
}

export const similarPredictions = (ours: OurOutputs, peer: PeerOutputs): Verdict => {
  const { known, all } = findPredictions(ours, peer)
  return {
    says: `int8: of ${all} words that our BERT proposed for ${slotsOf(peer)} slots ${((100 * known.length) / all).toFixed(1)} % are among the peer's 50 likeliest there.`,
    isEnough: known.length >= 0.9 * all && all > 0,
  }
}

const slotsOf = ({ answers }: PeerOutputs): number => answers.filter(Boolean).length

const findPredictions = (ours: OurOutputs, { answers }: PeerOutputs) => {
  const proposed = answers.flatMap((answer, at) => {
    const likely = new Map(answer)
    return candidatesOf(ours[at], 'bert').map(({ word, bert_probability }) => {
      const probability = likely.get(word.toLowerCase())
      return probability === undefined ? null : Math.abs(bert_probability! - probability) / probability
    })
  })
  const known = proposed.filter(distance => distance !== null).map(distance => ({ distance }))
  return { known, all: proposed.length }
}

const candidatesOf = (pool: OurPool | null | undefined, source: string) =>
  pool?.candidates.filter(({ sources }) => sources.includes(source)) ?? []

/** In slots that are not inflected, all our synonyms are those of NLTK's first sense. */
export const sameSynonyms = (ours: OurOutputs, { answers }: PeerOutputs): Verdict => {
  const synonyms = answers.flatMap((answer, at) => {
    const pool = ours[at]
    if (!answer || !pool || pool.slot.word.toLowerCase() !== pool.slot.lemma) return []
    const theirs = new Set(answer.map(([word]) => word.toLowerCase()))
    const own = pool.candidates.filter(({ relation }) => relation === 'synonym')
    return own.map(({ word }) => theirs.has(word.toLowerCase()))
  })
  const shared = synonyms.filter(Boolean).length
  return {
    says: `Of our ${synonyms.length} synonyms for slots that are not inflected ${shared} are those of NLTK's first sense.`,
    isEnough: shared === synonyms.length && shared > 0,
  }
}
