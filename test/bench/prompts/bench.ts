import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dtype } from '../../../stages/models/runtime.ts'
import { root } from '../../support/root.ts'
import type { Answer, Benchmark, Side } from '../benchmark.ts'
import type { Verdict } from '../models/agreement.ts'
import { python } from '../models/folders.ts'
import type { Setting } from '../models/request.ts'
import { type Contender, sweep, timedSide } from '../models/side.ts'
import { median, type Pair } from '../pairs.ts'
import { samePredictions, sameSynonyms, similarPredictions } from './agreement.ts'
import { type Material, makeMaterial } from './material.ts'
import { countReplacements } from './replacement.ts'
import type { OurOutputs, PeerOutputs, Request } from './request.ts'

const out = join(root, 'test/bench/out')

interface PromptBenchmark {
  readonly name: string
  readonly task: Request['task']
  readonly tagger?: Request['tagger']
  readonly dtype: Dtype
  readonly about: string
  readonly threshold: number
  readonly cores: number
  readonly agreement: (ours: OurOutputs, peer: PeerOutputs<never>) => Verdict
  readonly ours: Part
  readonly peer: Part
}

/** What one side is given. */
interface Part {
  readonly perSource: number
  readonly captions: number
  readonly warmUp: number
  readonly sweepCaptions: number
  /** Tried out, where there is more than one. */
  readonly settings: readonly Setting[]
}

/** The stages mask and candidates against nlpaug: distinct single-slot replacements per second. */
const promptBenchmark = (of: PromptBenchmark): Benchmark => ({
  name: of.name,
  about: of.about,
  figure: 'items/s',
  threshold: of.threshold,
  pairs: 5,
  prepare: async (signal, print) => {
    const material = await makeMaterial(of.task, signal)
    const side = async (name: 'ours' | 'peer'): Promise<Side> => {
      const contender = contenders[name](of, material)
      const { captions, sweepCaptions, settings } = of[name]
      const best = settings.length > 1 ? await sweep(contender, sweepCaptions, settings, signal, print) : settings[0]!
      return counted(timedSide(contender, captions, best), material, captions)
    }
    return { ours: await side('ours'), peer: await side('peer') }
  },
  compare: (ours, peer) => {
    const { says, isEnough } = of.agreement(ourOutputs(ours), peerOutputs(peer))
    return isEnough ? null : says
  },
  remarks: pairs => [
    ...pairs.slice(-1).map(({ ours, peer }) => of.agreement(ourOutputs(ours.answer), peerOutputs(peer.answer)).says),
    ...remarksOn(pairs),
  ],
})

const contenders: { readonly [side in 'ours' | 'peer']: (of: PromptBenchmark, material: Material) => Contender } = {
  ours: ({ name, task, tagger = 'ours', dtype, cores, ours: { perSource, warmUp } }, { folder }) => ({
    name: `softpa ${dtype}`,
    cores,
    program: [process.execPath, join(root, 'dist/test/bench/prompts/ours.js')],
    request: { task, tagger, data: folder, dtype, perSource, warmUp, outputs: join(out, `${name}.ours.json`) },
  }),
  peer: ({ name, task, tagger = 'ours', cores, peer: { perSource, warmUp } }, { folder, nltk }) => ({
    name: `nlpaug 1.1.11, ${tagger === 'ours' ? 'our tags for free' : "tags by NLTK's perceptron"}`,
    cores,
    program: [
      ...['env', `NLTK_DATA=${nltk}`, 'HF_HUB_OFFLINE=1', 'TOKENIZERS_PARALLELISM=false'],
      ...[python, '-W', 'ignore', join(root, 'test/bench/prompts/peer.py')],
    ],
    request: { task, tagger, data: folder, dtype: 'fp32', perSource, warmUp, outputs: join(out, `${name}.peer.json`) },
  }),
}

/** The side whose items are replacements, counted alike for both. */
const counted = (side: Side, { captions, slots }: Material, size: number): Side => ({
  ...side,
  answer: async output => {
    const answer = await side.answer(output)
    const counts = textsOf(answer).map((texts, at) => countReplacements(captions[at]!, texts, slots[at]!))
    const sum = (name: 'replacements' | 'inSlots') => counts.reduce((total, count) => total + count[name], 0)
    return { ...answer, captions: size, items: sum('replacements'), inSlots: sum('inSlots') }
  },
})

const textsOf = (answer: Answer): readonly (readonly string[])[] => {
  const outputs: OurOutputs | PeerOutputs = readOutputs(answer)
  return 'texts' in outputs ? outputs.texts : outputs.map(pool => pool?.candidates.map(({ text }) => text) ?? [])
}

const readOutputs = ({ outputs }: Answer) => JSON.parse(readFileSync(String(outputs), 'utf8'))
const ourOutputs = (answer: Answer): OurOutputs => readOutputs(answer)
const peerOutputs = (answer: Answer): PeerOutputs<never> => readOutputs(answer)

/** What the ratio does not show, as medians. */
const remarksOn = (pairs: readonly Pair[]): string[] => {
  const middle = (figure: (pair: Pair) => number) => median(pairs.map(figure))
  const of = (side: 'ours' | 'peer', name: string) => middle(pair => Number(pair[side].answer[name]))
  const rate = (pair: Pair, side: 'ours' | 'peer', name: string) =>
    Number(pair[side].answer[name]) / pair[side].wallSeconds
  const line = (what: string, name: string) =>
    `${what}: ${middle(pair => rate(pair, 'ours', name)).toFixed(1)} with us, ${middle(pair => rate(pair, 'peer', name)).toFixed(1)} with the peer, ratio ${middle(pair => rate(pair, 'ours', name) / rate(pair, 'peer', name)).toFixed(1)}.`
  const each = (side: 'ours' | 'peer') => `${(of(side, 'items') / of(side, 'captions')).toFixed(1)}`
  const ofCore = middle(({ ours }) => Number(ours.answer.captions) / ours.cpuSeconds)
  return [
    line('Replacements/s', 'items'),
    line('Of them, in a slot that the mask stage could draw', 'inSlots'),
    line('Captions/s', 'captions'),
    `Replacements of a caption: ${each('ours')} with us, ${each('peer')} with the peer.`,
    `Captions per CPU second of ours: ${ofCore.toFixed(0)}. Opening WordNet: ${of('ours', 'wordNetCpuSeconds').toFixed(3)} CPU-s.`,
  ]
}

const settingsOf = (batches: readonly number[], workers: number, threads: number): Setting[] =>
  batches.map(batch => ({ workers, threads, batch }))

const candidates = {
  task: 'candidates',
  about:
    'Distinct replacements of one word per second, pool of 24, BERT-base shape and WordNet / nlpaug, n = 24 of each of ContextualWordEmbsAug and SynonymAug, torch float32',
  cores: 2,
  ours: {
    perSource: 12,
    captions: 768,
    warmUp: 128,
    sweepCaptions: 256,
    settings: [...settingsOf([16, 32, 64, 128], 2, 1), ...settingsOf([64], 1, 1)],
  },
  peer: {
    perSource: 24,
    captions: 16,
    warmUp: 1,
    sweepCaptions: 4,
    settings: [...settingsOf([1, 8, 24, 48, 96], 1, 2), ...settingsOf([24], 1, 1)],
  },
} as const

const words = {
  task: 'words',
  dtype: 'fp32',
  about:
    "Distinct replacements of one word per second on one core, 24 asked for: mask and WordNet without a model / nlpaug's SynonymAug",
  threshold: 20,
  cores: 1,
  agreement: sameSynonyms,
  ours: { perSource: 24, captions: 10_000, warmUp: 4000, sweepCaptions: 0, settings: settingsOf([64], 1, 1) },
  peer: { perSource: 24, captions: 2000, warmUp: 1000, sweepCaptions: 0, settings: settingsOf([1], 1, 1) },
} as const

export const promptBenchmarks = [
  promptBenchmark({ ...candidates, name: 'candidates', dtype: 'fp32', threshold: 5, agreement: samePredictions }),
  promptBenchmark({
    ...candidates,
    name: 'candidates-int8',
    dtype: 'int8',
    threshold: 12,
    agreement: similarPredictions,
  }),
  promptBenchmark({ ...words, name: 'words', about: `${words.about}, its tags for free` }),
  promptBenchmark({ ...words, name: 'words-tagged', about: `${words.about} and NLTK's tagger`, tagger: 'nltk' }),
]
