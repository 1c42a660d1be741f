import type { Dtype } from '../../../stages/models/runtime.ts'

// What is said between the benchmark and the process of either side: one request as its argument, one report as its line.

export type Role = 'caption' | 'fill-mask' | 'clip-text'

/** How a side uses its cores. The peer has one process, with a thread for each core. */
export interface Setting {
  readonly workers: number
  readonly threads: number
  readonly batch: number
}

export interface Request {
  readonly role: Role
  readonly model: string
  readonly dtype: Dtype
  /** Captions, pixels, and the models. */
  readonly data: string
  readonly items: number
  /** Each is warmed up with a batch for each worker, then timed over all items. */
  readonly settings: readonly Setting[]
  /** Takes what the last setting put out: a line of JSON for each item. */
  readonly outputs: string
}

/** Wall and processor time, of all processes of the side. */
export interface Spent {
  readonly seconds: number
  readonly cpuSeconds: number
}

export interface Report {
  /** From nothing to a model that can run, imports left out; of the last setting. */
  readonly load: Spent
  readonly runs: readonly (Setting & Spent & { readonly items: number })[]
}

export interface PeerReport extends Report {
  /** Wall time in the calls of the pipeline's model, of the last setting. */
  readonly modelSeconds?: number
}

/** Memory of one child and the wait of everything else in the parent, of the last setting. */
export interface OurReport extends Report {
  readonly loadedBytes: number
  readonly anonymousBytes: number
  readonly fileBytes: number
  readonly gapP99Ms: number
}

export const labelOf = ({ workers, threads, batch }: Setting): string => `${workers} x ${threads}, batch ${batch}`
