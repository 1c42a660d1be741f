import type { Slot } from '../../../schemas/slot.ts'
import type { Dtype } from '../../../stages/models/runtime.ts'
import type { Report, Setting } from '../models/request.ts'

// What is said between the benchmark and the process of either side.

/** What either side gets as its argument. */
export interface Request {
  /** `candidates`: from a masked language model and from WordNet; `words`: from WordNet alone. */
  readonly task: 'candidates' | 'words'
  /** The folder that `makeMaterial` made. */
  readonly data: string
  readonly dtype: Dtype
  /** Captions, from the first. */
  readonly items: number
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
    readonly bert_probability: number | null
  }[]
}

/** What the peer is asked after its clock has stopped, for each caption; null where it has no slot. */
export type Question = { readonly masked: string; readonly lemma: string; readonly pos: string } | null

export interface PeerOutputs {
  /** What it made, by caption. */
  readonly texts: readonly (readonly string[])[]
  /**
   * To each question: of `candidates` the likeliest words with their probabilities, of `words` the synonyms of the first
   * sense.
   */
  readonly answers: readonly (readonly (readonly [word: string, probability: number])[] | null)[]
}

export interface OurReport extends Report {
  /** Processor time of opening WordNet from its snapshot, modules included. */
  readonly wordNetCpuSeconds: number
}
