import type { Reason } from '../schemas/reasons.ts'

/** Numbers by stage and name. */
export interface Figures {
  readonly [stage: string]: { readonly [figure: string]: number }
}

/** A row on its way through the stages. */
export interface Item {
  /** Its place in the shard's plan file. */
  readonly index: number
  readonly key: string
  /** Its columns so far. */
  readonly values: { readonly [column: string]: unknown }
  readonly rejected?: { readonly stage: string; readonly reason: Reason; readonly detail: string }
  /** Figures that depend on clock or luck, by stage: for stats. */
  readonly notes: Figures
  /** Counts whose sums are worth telling, by stage: for stats too. */
  readonly counts?: Figures
}

/** Bytes of the binary values that a row holds. */
export const bytesHeld = (values: { readonly [column: string]: unknown }): number => {
  let sum = 0
  for (const name in values) sum += bytesOf(values[name])
  return sum
}

const bytesOf = (value: unknown): number => {
  if (value instanceof Uint8Array) return value.byteLength
  // Lists are of words and numbers, hundreds in a row: no column has bytes in one.
  if (Array.isArray(value)) return 0
  return typeof value === 'object' && value !== null ? bytesHeld(value as { [column: string]: unknown }) : 0
}
