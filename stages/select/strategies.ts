import type { Random } from '../random.ts'
import { cutLevels } from './levels.ts'
import type { SelectOptions } from './options.ts'

/**
 * A pool as a strategy sees it: candidates by number, the nearest to the caption first. A distance is 1 - cosine, in
 * ten-thousandths: whole numbers, so that edges and ties are exact.
 */
export interface Distances {
  /** From the caption to each candidate, ascending. */
  readonly toCaption: readonly number[]
  /** From one candidate to another. */
  between(a: number, b: number): number
}

/** Chooses `keep` candidates of a pool of at least as many: their numbers, ascending. */
export type Strategy = (pool: Distances, keep: number, random: Random) => readonly number[]

/**
 * Soft-PA: "differing similarity levels" (Bodur, Bhattarai, Kim; CVPR 2024); the paper leaves open how. Ours: the range of
 * distances in equally wide levels, and one candidate drawn from each. An empty level then takes the nearest to its centre
 * that nobody chose, the nearer to the caption where two are as near.
 */
const levels: Strategy = ({ toCaption }, keep, random) => {
  const cut = cutLevels(toCaption, keep)
  const chosen = new Set(cut.flatMap(({ members }) => (members.length > 0 ? [draw(members, random)] : [])))
  for (const { from, to } of cut.filter(({ members }) => members.length === 0)) {
    const offset = (candidate: number): number => Math.abs(2 * toCaption[candidate]! - from - to)
    const left = numbersOf(toCaption).filter(candidate => !chosen.has(candidate))
    chosen.add(left.reduce((best, candidate) => (offset(candidate) < offset(best) ? candidate : best)))
  }
  return ascending(chosen)
}

/**
 * One candidate drawn from each of `keep` bins of equal count by rank. Where `keep` divides the pool, each candidate is
 * chosen as often as under `random`.
 */
const quantiles: Strategy = ({ toCaption }, keep, random) =>
  Array.from({ length: keep }, (_, bin) => {
    const edge = (at: number): number => Math.floor((at * toCaption.length) / keep)
    return draw(numbersOf(toCaption).slice(edge(bin), edge(bin + 1)), random)
  })

/**
 * Farthest-first traversal (Gonzalez 1985, "Clustering to minimize the maximum intercluster distance"): the nearest to the
 * caption, then again and again the candidate that is farthest from its nearest among those chosen. Nothing is drawn.
 */
const spread: Strategy = ({ toCaption, between }, keep) => {
  const chosen = [0]
  const gaps = numbersOf(toCaption).map(candidate => between(0, candidate))
  while (chosen.length < keep) {
    const left = numbersOf(toCaption).filter(candidate => !chosen.includes(candidate))
    const next = left.reduce((best, candidate) => (gaps[candidate]! > gaps[best]! ? candidate : best))
    chosen.push(next)
    for (const candidate of left) gaps[candidate] = Math.min(gaps[candidate]!, between(next, candidate))
  }
  return ascending(chosen)
}

/** PA: any `keep` candidates, each set as likely as any other. */
const random: Strategy = ({ toCaption }, keep, random) => {
  const left = numbersOf(toCaption)
  return ascending(Array.from({ length: keep }, () => left.splice(Math.floor(random() * left.length), 1)[0]!))
}

export const strategies: { readonly [name in SelectOptions['strategy']]: Strategy } = {
  levels,
  quantiles,
  spread,
  random,
}

const draw = (members: readonly number[], random: Random): number => members[Math.floor(random() * members.length)]!

const numbersOf = (candidates: readonly unknown[]): number[] => [...candidates.keys()]

const ascending = (chosen: Iterable<number>): number[] => [...chosen].sort((a, b) => a - b)
