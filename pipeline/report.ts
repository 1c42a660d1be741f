import type { Reason } from '../schemas/reasons.ts'
import type { Meter } from './meter.ts'
import type { Progress } from './progress.ts'

/** What a process that works for another says of itself: one JSON object a line. */
export type ReportLine =
  | { readonly event: 'ready'; readonly version: string }
  | ({ readonly event: 'progress' } & Report)
  | { readonly event: 'done'; readonly shard: number }
  /** The last line; `code` is the exit code. */
  | { readonly event: 'failed'; readonly code: number; readonly message: string }

/** What a process has done since it began. */
export interface Report {
  readonly rows: {
    readonly written: number
    readonly rejected: number
    readonly reasons: { readonly [reason in Reason]?: number }
  }
  readonly stages: readonly (Meter & { readonly name: string; readonly waitsFor: readonly string[] })[]
}

/** The progress of a run as its process reports it. */
export const reportOf = ({ rows: { written, rejected, reasons }, stages }: Progress): Report => ({
  rows: { written, rejected, reasons: Object.fromEntries(reasons) },
  stages: stages.map(({ name, meter, waitsFor }) => {
    const { advance, ...figures } = meter
    advance()
    return { name, waitsFor: waitsFor?.() ?? [], ...figures }
  }),
})
