import { join } from 'node:path'
import type { Benchmark, Side } from './benchmark.ts'
import { measure, type Run } from './measure.ts'

/** One run of each side, in either order. */
export interface Pair {
  readonly first: 'ours' | 'peer'
  readonly ours: Run
  readonly peer: Run
  /** More is better for us. */
  readonly ratio: number
}

/**
 * One warm-up of each side, then interleaved pairs that take turns in going first.
 * @throws Error as soon as the two sides of a pair, or of the warm-up, did not do the same work.
 */
export async function* runPairs(
  benchmark: Benchmark,
  sides: { readonly ours: Side; readonly peer: Side },
  scratch: string,
  signal: AbortSignal,
): AsyncGenerator<Pair> {
  if (sides.peer.cores < sides.ours.cores)
    throw new Error(`The peer has ${sides.peer.cores} cores and we have ${sides.ours.cores}: give it as many.`)
  if (benchmark.pairs < 5 && !benchmark.isLong)
    throw new Error(`${benchmark.pairs} pairs are too few for a median: declare 5 or more.`)
  for (let number = benchmark.isLong ? 1 : 0; number <= benchmark.pairs; number++) {
    const first = number % 2 === 0 ? 'ours' : 'peer'
    const order = first === 'ours' ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const)
    const runs: { ours?: Run; peer?: Run } = {}
    for (const side of order) runs[side] = await measure(sides[side], join(scratch, side), signal)
    const { ours, peer } = runs as { ours: Run; peer: Run } // both sides are in `order`
    const differs = benchmark.compare(ours.answer, peer.answer)
    if (differs) throw new Error(`The outputs differ: ${differs}.`)
    if (number > 0) yield { first, ours, peer, ratio: ratioOf(benchmark.figure, ours, peer) }
  }
}

/** Ours against the peer's, turned so that more is better for us. */
export const ratioOf = (figure: Benchmark['figure'], ours: Run, peer: Run): number => {
  if (figure === 'cpu') return peer.cpuSeconds / ours.cpuSeconds
  if (figure === 'wall') return peer.wallSeconds / ours.wallSeconds
  return ours.answer.items / ours.wallSeconds / (peer.answer.items / peer.wallSeconds)
}

/** The middle value, or the mean of the two in the middle. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
