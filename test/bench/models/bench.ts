import { readFileSync } from 'node:fs'
import type { Dtype } from '../../../stages/models/runtime.ts'
import type { Answer, Benchmark } from '../benchmark.ts'
import { median, type Pair } from '../pairs.ts'
import {
  sameBeginnings,
  sameEmbeddings,
  sameIds,
  sameWords,
  similarEmbeddings,
  similarWords,
  type Verdict,
} from './agreement.ts'
import { makeFolders } from './folders.ts'
import type { Role, Setting } from './request.ts'
import { ours, peers, sweep, timedSide } from './side.ts'

interface ModelBenchmark {
  readonly role: Role
  readonly dtype: Dtype
  readonly about: string
  readonly threshold: number
  /** Its folder, of those that make.py makes. */
  readonly model: string
  /** Enough for ten seconds of the slower side. */
  readonly items: number
  readonly sweepItems: number
  readonly batches: readonly number[]
  readonly agreement: (ours: never, peer: never) => Verdict
}

/** Ours at its best against transformers with torch at its best, from the same folder over the same inputs. */
const modelBenchmark = (of: ModelBenchmark): Benchmark => {
  const { role, dtype, about, threshold, items, sweepItems, batches } = of
  const judge = (ours: Answer, peer: Answer): Verdict =>
    of.agreement(outputsOf(ours) as never, outputsOf(peer) as never)
  return {
    name: dtype === 'fp32' ? role : `${role}-${dtype}`,
    about: `${about}; ours in ${dtype} / transformers with torch in float32, ${items} items, models loaded before`,
    figure: 'items/s',
    threshold,
    pairs: 5,
    prepare: async (signal, print) => {
      const data = await makeFolders(signal)
      const question = { role, dtype, data, model: `${data}/${of.model}` }
      const [us, peer] = [ours(question), peers(question)]
      const ourBest = await sweep(us, sweepItems, ourSettings(batches), signal, print)
      const peerBest = await sweep(peer, sweepItems, peerSettings(batches), signal, print)
      return { ours: timedSide(us, items, ourBest), peer: timedSide(peer, items, peerBest) }
    },
    compare: (ours, peer) => {
      const { says, isEnough } = judge(ours, peer)
      return isEnough ? null : says
    },
    remarks: pairs => [
      ...pairs.slice(-1).map(({ ours, peer }) => judge(ours.answer, peer.answer).says),
      ...costs(pairs),
    ],
  }
}

const ourSettings = (batches: readonly number[]): Setting[] =>
  batches.flatMap(batch => [
    { workers: 2, threads: 1, batch },
    { workers: 1, threads: 2, batch },
  ])

const peerSettings = (batches: readonly number[]): Setting[] =>
  batches.map(batch => ({ workers: 1, threads: 2, batch }))

const outputsOf = ({ outputs }: Answer): unknown[] =>
  readFileSync(String(outputs), 'utf8')
    .split('\n')
    .map(line => JSON.parse(line))

/** What a rate does not show, as medians. */
const costs = (pairs: readonly Pair[]): string[] => {
  const middle = (side: 'ours' | 'peer', name: string) => median(pairs.map(pair => Number(pair[side].answer[name])))
  const load = (side: 'ours' | 'peer') =>
    `${middle(side, 'loadSeconds').toFixed(2)} s, ${middle(side, 'loadCpuSeconds').toFixed(2)} CPU-s`
  const megabytes = (name: string) => `${(middle('ours', name) / 1e6).toFixed(0)} MB`
  return [
    `Loading the model, its process included: ${load('ours')} of one of our children; ${load('peer')} of the peer, its imports left out.`,
    `One of our children is ${megabytes('loadedBytes')} when loaded; after the run ${megabytes('anonymousBytes')} of its own and ${megabytes('fileBytes')} of mapped files, which all children share.`,
    `Gaps of our parent's event loop: ${middle('ours', 'gapP99Ms').toFixed(1)} ms at p99.`,
    ...inModel(pairs),
  ]
}

/** Of a peer that does more than to run its model: how much of its time that is. */
const inModel = (pairs: readonly Pair[]): string[] => {
  const shares = pairs.map(({ peer }) => Number(peer.answer.modelSeconds) / peer.wallSeconds)
  const share = median(shares.filter(Number.isFinite))
  return Number.isNaN(share) ? [] : [`The peer spent ${(100 * share).toFixed(0)} % of its time in its model.`]
}

const blip = {
  role: 'caption',
  about: 'Images/s, BLIP-base shape, 12 tokens, greedy, against generate() with its cache',
  model: 'blip-base',
  items: 24,
  sweepItems: 16,
  batches: [1, 2, 4, 8],
} as const
const bert = {
  role: 'fill-mask',
  about: 'Captions/s, BERT-base shape, the 50 likeliest words for one mask, against the fill-mask pipeline',
  model: 'bert-base',
  items: 384,
  sweepItems: 128,
  batches: [1, 8, 16, 32, 64],
} as const
const clip = {
  role: 'clip-text',
  about: 'Captions/s, text tower of CLIP ViT-L/14, trimmed, against get_text_features padded to 77',
  model: 'clip-large',
  items: 192,
  sweepItems: 64,
  batches: [1, 4, 8, 16, 32],
} as const

export const models = [
  modelBenchmark({ ...blip, dtype: 'fp32', threshold: 1.2, agreement: sameIds }),
  modelBenchmark({ ...blip, dtype: 'int8', threshold: 2, agreement: sameBeginnings }),
  modelBenchmark({ ...bert, dtype: 'fp32', threshold: 1.5, agreement: sameWords }),
  modelBenchmark({ ...bert, dtype: 'int8', threshold: 3.5, agreement: similarWords }),
  modelBenchmark({ ...clip, dtype: 'fp32', threshold: 4, agreement: sameEmbeddings }),
  modelBenchmark({ ...clip, dtype: 'int8', threshold: 8, agreement: similarEmbeddings }),
]
