/** From `from` to `to`, `from` below `to`. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The span of all finite numbers; one of its own where there are none, or all are the same. */
export const spanOf = (numbers: Iterable<number>): Span => {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue
    from = Math.min(from, number)
    to = Math.max(to, number)
  }
  if (from > to) return { from: 0, to: 1 }
  return from === to ? { from: from - Math.abs(from || 1) / 2, to: to + Math.abs(to || 1) / 2 } : { from, to }
}

/** The least of 1, 2, 5, 10, ... times a power of ten that cuts the span into no more than `most` parts. */
export const niceStep = ({ from, to }: Span, most: number): number => {
  const rough = (to - from) / Math.max(1, most)
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find(times => times * power >= rough * (1 - 1e-9)) ?? 10
  // Powers below one are no exact binary numbers: 0.30000000000000004.
  return Number((factor * power).toPrecision(12))
}

/** Round numbers within the span, `most` + 1 at the most. */
export const ticksIn = (span: Span, most: number): readonly number[] => {
  const step = niceStep(span, most)
  const first = Math.ceil(span.from / step - 1e-9)
  const last = Math.floor(span.to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => Number(((first + at) * step).toPrecision(12)))
}

/** A round number below or beside a chart. */
export const sayTick = (tick: number): string =>
  Math.abs(tick) >= 1000 ? tick.toLocaleString('en-US') : String(Number(tick.toPrecision(6)))

/** Where a number of the span lies between `start` and `end`. */
export const place = ({ from, to }: Span, number: number, start: number, end: number): number =>
  start + ((number - from) / (to - from)) * (end - start)
