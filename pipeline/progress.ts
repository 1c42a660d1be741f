import type { RunningMeter } from './meter.ts'
import type { ShardStats } from './stats.ts'

/** What a run has done so far; the runner fills it, a face reads it when it likes. */
export interface Progress {
  readonly stages: { readonly name: string; readonly meter: RunningMeter }[]
  /** Shards that this run made, and how many it set out to make. */
  readonly done: ShardStats[]
  readonly shards: { readonly todo: number }
  readonly rows: { readonly todo: number; written: number; rejected: number }
}

export const startProgress = (shards: number, rows: number): Progress => ({
  stages: [],
  done: [],
  shards: { todo: shards },
  rows: { todo: rows, written: 0, rejected: 0 },
})
