import type { Bin } from './bins.ts'

/** Where distances stand on a drawing; measures in pixels. */
export interface Scale {
  readonly left: number
  readonly right: number
  /** Whether the way from the caption, at `left`, to the nearest candidate is not drawn to scale. */
  readonly isBroken: boolean
  readonly ticks: readonly Tick[]
  at(distance: number): number
}

export interface Tick {
  readonly x: number
  readonly label: string
}

const side = 14
/** Room for the caption itself and the break behind it. */
const brokenRoom = 64
const steps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]

/** A scale for a pool, ascending: from the caption itself, unless all candidates lie far from it. */
export const scaleOf = (distances: readonly number[], bins: readonly Bin[], width: number): Scale => {
  const near = Math.min(...distances, ...bins.map(({ from }) => from))
  const far = Math.max(0.005, ...distances, ...bins.map(({ to }) => to))
  const isBroken = near > 0.4 * far && far > near
  const [left, right] = [side, width - side]
  const [start, startX] = isBroken ? [near, left + brokenRoom] : [0, left]
  const at = (distance: number) => startX + ((distance - start) / (far - start)) * (right - startX)
  const step = steps.find(size => (far - start) / size <= Math.max(3, width / 110)) ?? 1
  const first = Math.ceil(start / step - 1e-9)
  const last = Math.floor(far / step + 1e-9)
  const digits = step < 0.01 ? 3 : step < 0.1 ? 2 : 1
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, number) => {
    const value = (first + number) * step
    return { x: at(value), label: value === 0 ? '0' : value.toFixed(digits) }
  })
  return { left, right, isBroken, ticks: isBroken ? [{ x: left, label: '0' }, ...ticks] : ticks, at }
}
