import type { Dtype } from '../../../stages/models/runtime.ts'
import type { Spent } from '../models/request.ts'

/** What either side gets as its argument. */
export interface Request {
  readonly model: string
  readonly dtype: Exclude<Dtype, 'bf16'>
  /** A file of pools, and how many of them are timed; the one behind them warms up. */
  readonly pools: string
  readonly captions: number
  /** Takes JSON: for each caption the similarities of its candidates, in their order. */
  readonly outputs: string
}

/** What either side prints: a prompt is a candidate, the captions themselves are not counted. */
export interface Report extends Spent {
  readonly prompts: number
}
