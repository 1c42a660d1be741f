import './chart.css'
import { sayCount, sayNumber } from '../amount.ts'
import { useWidth } from '../use-width.ts'
import { type Bin, histogram, median } from './histogram.ts'
import { place, type Span, spanOf, ticksIn } from './scale.ts'

const height = 128
const foot = 22

/** How numbers are spread; `unit` is what they count. */
export const Histogram = ({ numbers, unit }: { readonly numbers: readonly number[]; readonly unit: string }) => {
  const { frame, width } = useWidth()
  const bins = histogram(numbers, Math.max(4, Math.min(24, Math.floor(width / 16))))
  const span: Span = { from: bins[0]?.from ?? 0, to: bins.at(-1)?.to ?? 1 }
  return (
    <div class="chart" ref={frame}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={saySpread(numbers, unit)}>
          <Bars bins={bins} span={span} width={width} top={4} bottom={height - foot} />
          <Axis span={span} width={width} y={height - foot} />
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
}

export const Bars = ({ bins, span, width, top, bottom }: BarsProps) => {
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
            <title>{`${sayNumber(from)} to ${sayNumber(to)}: ${sayCount(count)}`}</title>
          </rect>
        )
      })}
    </>
  )
}

/** Round numbers below a chart. */
export const Axis = ({ span, width, y }: { readonly span: Span; readonly width: number; readonly y: number }) => (
  <g class="chart-axis">
    <line x1={0} x2={width} y1={y} y2={y} />
    {ticksIn(span, Math.max(2, Math.floor(width / 70))).map(tick => {
      const x = place(span, tick, 0, width)
      return (
        <text key={tick} x={x} y={y + 16} text-anchor={x < 16 ? 'start' : x > width - 16 ? 'end' : 'middle'}>
          {sayNumber(tick)}
        </text>
      )
    })}
  </g>
)

/** A spread in words. */
export const saySpread = (numbers: readonly number[], unit: string): string => {
  if (numbers.length === 0) return `no ${unit}`
  const { from, to } = spanOf(numbers)
  const [least, most] = numbers.length === 1 ? [numbers[0]!, numbers[0]!] : [Math.min(from, to), to]
  return `${sayCount(numbers.length)} values of ${unit}, from ${sayNumber(least)} to ${sayNumber(most)}, median ${sayNumber(median(numbers))}`
}
