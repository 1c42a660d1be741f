import type { Search, SearchSettings } from './generate.ts'
import { logSumExp, penalise } from './scores.ts'

/** The likeliest token, every time. */
export const startGreedy = (settings: SearchSettings): Search => {
  const { prompt, maxLength, endId } = settings
  const ids = [...prompt]
  let logProbability = 0
  const isDone = () => ids.length > prompt.length && (ids.at(-1) === endId || ids.length >= maxLength)
  return {
    grow: ([logits]) => {
      if (!isDone()) {
        const id = highest(penalise(logits as Float32Array, ids, settings))
        logProbability += (logits?.[id] as number) - logSumExp(logits as Float32Array)
        ids.push(id)
      }
      return [{ ids: [...ids], origin: 0 }]
    },
    isDone,
    best: () => ({ ids, score: logProbability / (ids.length - prompt.length) }),
  }
}

/** The first of the highest. */
const highest = (scores: Float32Array): number => {
  let best = 0
  for (let index = 1; index < scores.length; index += 1) {
    if ((scores[index] as number) > (scores[best] as number)) best = index
  }
  return best
}
