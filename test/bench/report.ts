import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, type as system, totalmem } from 'node:os'
import { join } from 'node:path'
import { root } from '../support/root.ts'
import type { Benchmark, Side } from './benchmark.ts'
import type { Run } from './measure.ts'
import { median, type Pair } from './pairs.ts'

const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'))

/** Everything that a reader needs to run it again and to doubt it, for `out/<name>.json`. */
export const report = (benchmark: Benchmark, sides: { ours: Side; peer: Side }, pairs: readonly Pair[]) => {
  const { version, dependencies } = read('package.json')
  const { name, about, figure, threshold } = benchmark
  const side = ({ name, cores, command }: Side) => ({ name, cores, command: command('<folder>').join(' ') })
  return {
    name,
    about,
    date: new Date().toISOString(),
    figure,
    threshold,
    ratio: median(pairs.map(pair => pair.ratio)),
    machine: { system: system(), cpu: cpus()[0]?.model, cores: availableParallelism(), memoryBytes: totalmem() },
    versions: { node: process.version, softpa: version, ...dependencies },
    ours: side(sides.ours),
    peer: side(sides.peer),
    remarks: benchmark.remarks?.(pairs) ?? [],
    pairs,
  }
}

const cells = (run: Run) => [run.cpuSeconds.toFixed(2), run.wallSeconds.toFixed(2), (run.peakBytes / 1e6).toFixed(0)]
const line = (values: readonly string[]) => values.map(value => value.padStart(11)).join('')

export const heading = () =>
  line(['pair', 'our CPU s', 'wall s', 'peak MB', 'peer CPU s', 'wall s', 'peak MB', 'ratio'])

export const row = (number: number, { ours, peer, ratio }: Pair) =>
  line([String(number), ...cells(ours), ...cells(peer), ratio.toFixed(2)])
