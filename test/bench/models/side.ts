import { join } from 'node:path'
import { root } from '../../support/root.ts'
import type { Answer, Output, Side } from '../benchmark.ts'
import { measure } from '../measure.ts'
import { python } from './folders.ts'
import { labelOf, type OurReport, type PeerReport, type Report, type Request, type Setting } from './request.ts'

const cores = 2
const out = join(root, 'test/bench/out')

/** Either side, without what is tried out: its settings, and over how many items. */
export interface Contender {
  readonly name: string
  readonly cores: number
  readonly program: readonly string[]
  /** Goes to the program as JSON, with `items` and `settings` added. */
  readonly request: { readonly outputs: string }
}

type Question = Omit<Request, 'settings' | 'items' | 'outputs'>

export const ours = (question: Question): Contender => ({
  name: `softpa ${question.dtype}`,
  cores,
  program: [process.execPath, join(root, 'dist/test/bench/models/ours.js')],
  request: { ...question, outputs: join(out, `${question.role}.ours.jsonl`) },
})

export const peers = (question: Question): Contender => ({
  name: 'transformers with torch, float32',
  cores,
  program: ['env', 'HF_HUB_OFFLINE=1', 'TOKENIZERS_PARALLELISM=false', python, join(root, 'test/bench/models/peer.py')],
  request: { ...question, outputs: join(out, `${question.role}.peer.jsonl`) },
})

/** The rate of each setting, in one process of the side; the best of them. */
export const sweep = async (
  contender: Contender,
  items: number,
  settings: readonly Setting[],
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<Setting> => {
  const side = sideOf(contender, items, settings, ratesOf)
  const { answer } = await measure(side, `${contender.request.outputs}.sweep`, signal)
  const rate = (setting: Setting): number => Number(answer[labelOf(setting)])
  print(`${side.name}, items/s of workers x threads and batch, over ${items} items:`)
  for (const setting of settings) print(`${labelOf(setting).padStart(20)} ${rate(setting).toFixed(2).padStart(9)}`)
  return settings.reduce((best, setting) => (rate(setting) > rate(best) ? setting : best))
}

/** A side at its best setting; the clock runs while it works, not while it loads. */
export const timedSide = (contender: Contender, items: number, best: Setting): Side => ({
  ...sideOf(contender, items, [best], ({ stdout }) => {
    const { load, runs, ...rest } = reportOf(stdout)
    const { outputs } = contender.request
    return { items: runs[0]?.items ?? 0, loadSeconds: load.seconds, loadCpuSeconds: load.cpuSeconds, outputs, ...rest }
  }),
  name: `${contender.name}, ${labelOf(best)}`,
  timed: ({ stdout }) => {
    const [run] = reportOf(stdout).runs
    return { wallSeconds: run?.seconds ?? Number.NaN, cpuSeconds: run?.cpuSeconds ?? Number.NaN }
  },
})

const sideOf = (
  { name, cores, program, request }: Contender,
  items: number,
  settings: readonly Setting[],
  answer: (output: Output) => Answer,
): Side => ({
  name,
  cores,
  command: () => [...program, JSON.stringify({ ...request, items, settings })],
  answer: async output => answer(output),
})

const ratesOf = ({ stdout }: Output): Answer => {
  const { runs } = reportOf(stdout)
  return {
    items: runs.reduce((sum, { items }) => sum + items, 0),
    ...Object.fromEntries(runs.map(run => [labelOf(run), run.items / run.seconds])),
  }
}

// The last line: libraries of the peer may have something to say before.
const reportOf = (stdout: string): Report & Partial<OurReport & PeerReport> =>
  JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
