import type { SearchSettings } from './generate.ts'

/** Natural logarithm of the sum of e^x. */
export const logSumExp = (logits: Float32Array): number => {
  let highest = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > highest) highest = logit
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - highest)
  return highest + Math.log(sum)
}

/** The scores behind one text, with its repeated tokens and an early end made less likely; a copy where any changes. */
export const penalise = (
  scores: Float32Array,
  ids: readonly number[],
  { repetitionPenalty, minLength, endId }: SearchSettings,
): Float32Array => {
  if (repetitionPenalty === 1 && ids.length >= minLength) return scores
  const penalised = scores.slice()
  if (repetitionPenalty !== 1) {
    for (const id of new Set(ids)) {
      const score = scores[id] as number
      penalised[id] = score < 0 ? score * repetitionPenalty : score / repetitionPenalty
    }
  }
  if (ids.length < minLength) penalised[endId] = Number.NEGATIVE_INFINITY
  return penalised
}
