import type { Slot } from '../../../schemas/slot.ts'
import type { Dtype } from '../../../stages/models/runtime.ts'
import type { Report, Setting } from '../models/request.ts'

// What is said between the benchmark and the process of either side.

/** What either side gets as its argument. */
export interface Request {
  /** `candidates`: from a masked language model and from WordNet; `words`: from WordNet alone. */
  readonly task: 'candidates' | 'words'
  /** Who tags words for the peer: us, before it starts, or NLTK's tagger, trained before its clock starts on our tags. */
  readonly tagger: 'ours' | 'nltk'
  /** The folder that `makeMaterial` made. */
  readonly data: string
  readonly dtype: Dtype
  /** Captions, from the first; others, from the last, that a side works on before its clock starts. */
  readonly items: number
  readonly warmUp: number
  /** Outputs of one caption that a source is asked for: with us the most that it may propose, with the peer its `n`. */
  readonly perSource: number
  readonly settings: readonly Setting[]
  /** Takes `OurOutputs` or `PeerOutputs` of the last setting, as JSON. */
  readonly outputs: string
}

/** Our slots and candidates, by caption; null where there is no slot. */
export type OurOutputs = readonly (OurPool | null)[]

export interface OurPool {
  readonly slot: Slot
  readonly candidates: readonly {
    readonly text: string
    readonly word: string
    readonly sources: readonly string[]
    readonly relation: string
    readonly synset: string | null
    readonly bert_probability: number | null
  }[]
}

/** What the peer is asked after its clock has stopped, for each caption; null where it has no slot. */
export type Question = { readonly masked: string; readonly lemma: string; readonly pos: string } | null

export interface PeerOutputs<A = Predictions | Synonyms> {
  /** What it made, by caption. */
  readonly texts: readonly (readonly string[])[]
  /** To each question. */
  readonly answers: readonly (A | null)[]
}

/** To a question of `candidates`: probabilities of the 50 likeliest words. */
export interface Predictions {
  readonly [word: string]: number
}

/** To a question of `words`: what says each sense of the lemma, by NLTK's name of it. */
export interface Synonyms {
  readonly [synset: string]: readonly string[]
}

export interface OurReport extends Report {
  /** Processor time of opening WordNet from its snapshot, modules included. */
  readonly wordNetCpuSeconds: number
}
