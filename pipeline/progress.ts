import type { Reason } from '../schemas/reasons.ts'
import type { Opened } from '../stages/stage.ts'
import type { Item } from './item.ts'
import type { RunningMeter } from './meter.ts'

/** What a run has done so far; the runner fills it, a face reads it when it likes. */
export interface Progress {
  readonly stages: (Pick<Opened<unknown>, 'waitsFor'> & { readonly name: string; readonly meter: RunningMeter })[]
  /** Shards that this run set out to make, and made. */
  readonly shards: { readonly todo: number; done: number }
  readonly rows: { todo: number; written: number; rejected: number; readonly reasons: Map<Reason, number> }
}

export const startProgress = (shards: number, rows: number): Progress => ({
  stages: [],
  shards: { todo: shards, done: 0 },
  rows: { todo: rows, written: 0, rejected: 0, reasons: new Map() },
})

/** Counts a row that reached the end of its way. */
export const countRow = ({ rows }: Progress, { rejected }: Pick<Item, 'rejected'>): void => {
  rows[rejected ? 'rejected' : 'written'] += 1
  if (rejected) rows.reasons.set(rejected.reason, (rows.reasons.get(rejected.reason) ?? 0) + 1)
}
