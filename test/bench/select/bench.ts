import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../support/root.ts'
import type { Answer, Benchmark, Output, Side } from '../benchmark.ts'
import { makeFolders, python } from '../models/folders.ts'
import { makePools } from './pools.ts'
import type { Report, Request } from './request.ts'

const out = join(root, 'test/bench/out')
const cores = 2
// Enough for half a minute of the loop; the stage needs a tenth of that or less.
const captions = 12

/** How far a similarity may be from the loop's, our rounding to four decimals included. */
const tolerances: { readonly [dtype in Request['dtype']]: number } = { fp32: 1e-4, int8: 0.01 }

/** The select stage against what one would write first: transformers, one prompt at a time, padded to 77. */
const selectBenchmark = (dtype: Request['dtype']): Benchmark => ({
  name: dtype === 'fp32' ? 'select' : `select-${dtype}`,
  about: `Prompts/s of the select stage in ${dtype}, pools of 24, CLIP ViT-L/14 shape / transformers in float32, prompt by prompt, padded to 77`,
  figure: 'items/s',
  threshold: 20,
  pairs: 5,
  prepare: async signal => {
    const model = join(await makeFolders(signal), 'clip-large')
    const question = { model, dtype, captions, pools: await makePools() }
    const [ours, peer] = ['ours', 'peer'].map(side => join(out, `select-${dtype}.${side}.json`)) as [string, string]
    const stage = [process.execPath, join(root, 'dist/test/bench/select/ours.js')]
    const quiet = ['env', 'HF_HUB_OFFLINE=1', 'TOKENIZERS_PARALLELISM=false']
    const loop = [...quiet, python, join(root, 'test/bench/select/peer.py')]
    return {
      ours: sideOf(`softpa select ${dtype}, 2 workers`, stage, { ...question, outputs: ours }),
      peer: sideOf('transformers with torch, float32, 2 threads', loop, { ...question, outputs: peer }),
    }
  },
  compare: (ours, peer) => {
    const farthest = farthestOf(ours, peer)
    return farthest <= tolerances[dtype] ? null : `similarities are ${farthest} apart`
  },
  remarks: pairs =>
    pairs
      .slice(-1)
      .map(
        ({ ours, peer }) =>
          `Similarities of ${ours.answer.items} prompts differ by ${farthestOf(ours.answer, peer.answer).toExponential(1)} at most.`,
      ),
})

const sideOf = (name: string, program: readonly string[], request: Request): Side => ({
  name,
  cores,
  command: () => [...program, JSON.stringify(request)],
  answer: async output => ({ items: reportOf(output).prompts, outputs: request.outputs }),
  timed: output => {
    const { seconds, cpuSeconds } = reportOf(output)
    return { wallSeconds: seconds, cpuSeconds }
  },
})

const reportOf = ({ stdout }: Output): Report => JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

const farthestOf = (ours: Answer, peer: Answer): number => {
  const [some, others] = [ours, peer].map(({ outputs }): number[] =>
    JSON.parse(readFileSync(String(outputs), 'utf8')).flat(),
  ) as [number[], number[]]
  if (some.length !== others.length) return Number.POSITIVE_INFINITY
  // A missing similarity is null in JSON, and NaN in the end, which is within no tolerance.
  const apart = some.map((value, at) => (typeof value === 'number' ? Math.abs(value - others[at]!) : Number.NaN))
  return apart.reduce((most, distance) => Math.max(most, distance), 0)
}

export const selectBenchmarks = [selectBenchmark('fp32'), selectBenchmark('int8')]
