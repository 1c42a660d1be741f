import { niceStep, type Span, spanOf } from './scale.ts'

/** Numbers from `from` up to `to`, the last bin's end included. */
export interface Bin extends Span {
  readonly count: number
}

/** Counts numbers in bins of one round width, `most` of them or fewer, over this span or their own. */
export const histogram = (numbers: readonly number[], most: number, span = spanOf(numbers)): readonly Bin[] => {
  if (numbers.length === 0) return []
  const areWhole = numbers.every(Number.isInteger)
  const step = Math.max(areWhole ? 1 : 0, niceStep(span, most))
  const first = Math.floor(span.from / step + 1e-9)
  // Whole numbers are bins of their own: 7 is from 7 to 8. Others close the last bin.
  const last = Math.max(first + 1, areWhole ? Math.floor(span.to / step) + 1 : Math.ceil(span.to / step - 1e-9))
  const counts = Array.from({ length: last - first }, () => 0)
  for (const number of numbers) {
    const at = Math.floor(number / step + 1e-9) - first
    counts[Math.min(counts.length - 1, Math.max(0, at))]! += 1
  }
  return counts.map((count, at) => ({ from: round((first + at) * step), to: round((first + at + 1) * step), count }))
}

const round = (number: number): number => Number(number.toPrecision(12))

/** The middle of numbers; NaN where there are none. */
export const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length / 2
  return Number.isInteger(half) ? (sorted[half - 1]! + sorted[half]!) / 2 : sorted[Math.floor(half)]!
}
