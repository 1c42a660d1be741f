import type { Growing, Search, SearchSettings } from './generate.ts'
import { logSumExp, penalise } from './scores.ts'

/** A text with the sum of its log-probabilities: with penalties, by which beams are ranked, and without. */
interface Beam extends Growing {
  readonly ranked: number
  readonly logProbability: number
}

interface Candidate extends Beam {
  readonly isFinished: boolean
}

/**
 * Beam search as `transformers` has it, with length_penalty 1 and early_stopping false: twice as many candidates as beams,
 * so that enough go on when some end; it stops when the best one that goes on cannot beat the worst one that ended.
 */
export const startBeams = (settings: SearchSettings): Search => {
  const { prompt, beams } = settings
  let running: readonly Beam[] = [{ ids: prompt, origin: 0, ranked: 0, logProbability: 0 }]
  /** The best that ended, `ranked` being the mean over the generated tokens here. */
  let finished: readonly Beam[] = []
  let isDone = false

  const grow = (logits: readonly Float32Array[]): void => {
    const candidates = continueAll(running, logits, settings)
    const generated = (candidates[0] as Candidate).ids.length - prompt.length
    // Only the first half may end a text: the second half is there for those that go on.
    const ended = candidates.slice(0, beams).filter(({ isFinished }) => isFinished)
    const means = ended.map(beam => ({ ...beam, ranked: beam.ranked / generated }))
    finished = [...finished, ...means].sort(byRank).slice(0, beams)
    const going = candidates.filter(({ isFinished }) => !isFinished)
    running = going.slice(0, beams)
    const canImprove =
      finished.length < beams ||
      (running[0]?.ranked ?? Number.NEGATIVE_INFINITY) / generated > (finished.at(-1)?.ranked ?? 0)
    isDone = going.length === 0 || !canImprove
  }

  return {
    grow: logits => {
      if (!isDone) grow(logits)
      // An image that is done keeps its places until all are: what comes back for them is ignored.
      return Array.from({ length: beams }, (_, index) => running[index] ?? { ids: [settings.endId], origin: 0 })
    },
    isDone: () => isDone,
    best: () => {
      const [{ ids, logProbability }] = finished as readonly [Beam]
      return { ids, score: logProbability / (ids.length - prompt.length) }
    },
  }
}

const byRank = (a: Beam, b: Beam): number => b.ranked - a.ranked

/** The best continuations of all beams together, twice as many as beams, best first. */
const continueAll = (
  running: readonly Beam[],
  logits: readonly Float32Array[],
  settings: SearchSettings,
): Candidate[] => {
  const { beams, endId, maxLength } = settings
  return running
    .flatMap((beam, origin) => {
      const row = logits[origin] as Float32Array
      const shift = logSumExp(row)
      const logProbabilities = row.map(logit => logit - shift)
      const scores = penalise(logProbabilities, beam.ids, settings)
      return highest(scores, 2 * beams).map(id => ({
        ids: [...beam.ids, id],
        origin,
        ranked: beam.ranked + (scores[id] as number),
        logProbability: beam.logProbability + (logProbabilities[id] as number),
        isFinished: id === endId || beam.ids.length + 1 >= maxLength,
      }))
    })
    .sort(byRank)
    .slice(0, 2 * beams)
}

/** The indices of the `count` highest scores, best first; of equals, the first. */
const highest = (scores: Float32Array, count: number): number[] => {
  const best: number[] = []
  const score = (index: number | undefined): number => scores[index as number] as number
  for (let index = 0; index < scores.length; index += 1) {
    if (best.length === count && score(index) <= score(best.at(-1))) continue
    const place = best.findIndex(other => score(other) < score(index))
    best.splice(place < 0 ? best.length : place, 0, index)
    if (best.length > count) best.pop()
  }
  return best
}
