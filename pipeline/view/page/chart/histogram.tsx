import './chart.css'
import { sayCount, sayNumber } from '../amount.ts'
import { useWidth } from '../use-width.ts'
import { type Bin, histogram, median } from './histogram.ts'
import { place, type Span, sayTick, ticksIn } from './scale.ts'

const height = 128
const foot = 22

interface HistogramProps {
  readonly numbers: readonly number[]
  /** What the numbers count. */
  readonly unit: string
  /** What is counted in powers of two needs room for small ones beside large ones. */
  readonly isInPowers?: boolean
}

/** How numbers are spread. */
export const Histogram = ({ numbers, unit, isInPowers = false }: HistogramProps) => {
  const { frame, width } = useWidth()
  const drawn = isInPowers ? numbers.map(Math.log2) : numbers
  const bins = histogram(drawn, Math.max(4, Math.min(24, Math.floor(width / 16))))
  const say = isInPowers ? (power: number) => sayCount(Math.round(2 ** power)) : sayTick
  const span: Span = { from: bins[0]?.from ?? 0, to: bins.at(-1)?.to ?? 1 }
  return (
    <div class="chart" ref={frame}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={saySpread(numbers, unit)}>
          <Bars bins={bins} span={span} width={width} top={4} bottom={height - foot} say={say} />
          <Axis span={span} left={0} right={width} y={height - foot} say={say} />
        </svg>
      )}
    </div>
  )
}

interface BarsProps {
  readonly bins: readonly Bin[]
  readonly span: Span
  readonly width: number
  readonly top: number
  readonly bottom: number
  readonly say: (number: number) => string
}

export const Bars = ({ bins, span, width, top, bottom, say }: BarsProps) => {
  const most = Math.max(1, ...bins.map(({ count }) => count))
  return (
    <>
      {bins.map(({ from, to, count }) => {
        const x = place(span, from, 0, width)
        const y = count === 0 ? bottom : Math.min(bottom - 1, place({ from: 0, to: most }, count, bottom, top))
        return (
          <rect
            key={from}
            class="chart-bar"
            x={x + 0.5}
            y={y}
            width={Math.max(1, place(span, to, 0, width) - x - 1)}
            height={bottom - y}
          >
            <title>{`${say(from)} to ${say(to)}: ${sayCount(count)}`}</title>
          </rect>
        )
      })}
    </>
  )
}

export interface AxisProps {
  readonly span: Span
  readonly left: number
  readonly right: number
  readonly y: number
  readonly say?: (tick: number) => string
}

/** Round numbers below a chart. */
export const Axis = ({ span, left, right, y, say = sayTick }: AxisProps) => (
  <g class="chart-axis">
    <line x1={left} x2={right} y1={y} y2={y} />
    {ticksIn(span, Math.max(2, Math.floor((right - left) / 70))).map(tick => {
      const x = place(span, tick, left, right)
      return (
        <text key={tick} x={x} y={y + 16} text-anchor={x < left + 16 ? 'start' : x > right - 16 ? 'end' : 'middle'}>
          {say(tick)}
        </text>
      )
    })}
  </g>
)

/** A spread in words. */
export const saySpread = (numbers: readonly number[], unit: string): string => {
  if (numbers.length === 0) return `no ${unit}`
  const sorted = [...numbers].sort((a, b) => a - b)
  const [least, middle, most] = [sorted[0]!, median(sorted), sorted.at(-1)!].map(sayNumber)
  return `${sayCount(numbers.length)} values of ${unit}, from ${least} to ${most}, median ${middle}`
}
