import type { Figures } from './measure.ts'
import type { Pair } from './pairs.ts'

/** What a benchmark declares; `run.ts` does the rest. To add one: a folder with a `bench.ts`, and a line in `bench.ts` here. */
export interface Benchmark {
  readonly name: string
  /** What is compared with what, in one sentence. */
  readonly about: string
  /** What the ratio is made of: CPU seconds of the process tree, wall seconds, or items per wall second. */
  readonly figure: 'cpu' | 'wall' | 'items/s'
  /** The ratio that we want at least; below it, the benchmark says so and does not fail. */
  readonly threshold: number
  /** Interleaved pairs, 5 or more. */
  readonly pairs: number
  /** A run takes many minutes: there is no warm-up, and one pair is enough. */
  readonly isLong?: true
  /** Makes the data, once; it stays for the next time. May print how it chose the best settings of a side. */
  prepare(signal: AbortSignal, print: (line: string) => void): Promise<{ readonly ours: Side; readonly peer: Side }>
  /** Null where both did the same work, else one sentence that says what differs. */
  compare(ours: Answer, peer: Answer): string | null
  /** What else the pairs tell, in lines to print and to report. */
  remarks?(pairs: readonly Pair[]): readonly string[]
}

/** One of the two that are compared. */
export interface Side {
  /** Its name and version. */
  readonly name: string
  /** CPU cores that it may use. */
  readonly cores: number
  /** Its command line; `folder` is new and empty at each run. */
  command(folder: string): readonly string[]
  /** What a run made, reduced to what the sides are compared by. */
  answer(output: Output): Promise<Answer>
  /** The part of a run that counts, where somebody timed that; else it is the whole run, start and end included. */
  timed?(output: Output): Timed | Promise<Timed>
}

type Timed = Partial<Pick<Figures, 'cpuSeconds' | 'wallSeconds'>>

/** What a run left: its folder, and what it printed. */
export interface Output {
  readonly folder: string
  readonly stdout: string
}

/** The number of items, and digests of them. Sums beyond 2^53 are strings. */
export interface Answer {
  readonly items: number
  readonly [digest: string]: number | string
}

/** The usual comparison: every figure of both answers is equal. */
export const difference = (ours: Answer, peer: Answer): string | null => {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(peer)])]
  const differs = names.filter(name => ours[name] !== peer[name])
  return differs.length === 0
    ? null
    : differs.map(name => `${name} is ${ours[name]} with us and ${peer[name]} with the peer`).join('; ')
}
