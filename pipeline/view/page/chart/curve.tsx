import './chart.css'
import { sayNumber } from '../amount.ts'
import { useWidth } from '../use-width.ts'
import { nearest, type Point, smooth, thin } from './curve.ts'
import { Axis } from './histogram.tsx'
import { place, type Span, sayTick, spanOf, ticksIn } from './scale.ts'

const height = 168
const foot = 22
const top = 8
/** Room for the numbers beside the curve. */
const left = 44

export interface CurveProps {
  readonly points: readonly Point[]
  /** Of all curves that stand together, so that one step lies at one place in all. */
  readonly span: Span
  /** What is measured, and along what; both are read aloud. */
  readonly name: string
  readonly along: string
  /** Points that weigh half; 0 draws them as they are. */
  readonly halfLife: number
  /** Where the reader looks; null where nowhere. */
  readonly cursor: number | null
  readonly onCursor: (x: number) => void
}

/** A measured curve, faint, and its moving mean; the pointer moves the cursor. */
export const Curve = ({ points, span, name, along, halfLife, cursor, onCursor }: CurveProps) => {
  const { frame, width } = useWidth()
  const mean = smooth(points, halfLife)
  const heights = heightsOf(points, mean)
  const bottom = height - foot
  const at = (point: Point) => ({ x: place(span, point.x, left, width), y: place(heights, point.y, bottom, top) })
  const drawn = (line: readonly Point[]) =>
    thin(line, Math.max(2, width))
      .map(point => at(point))
      .map(({ x, y }) => `${x.toFixed(1)} ${Math.min(bottom, Math.max(top, y)).toFixed(1)}`)
      .join('L')
  const seen = cursor === null ? undefined : nearest(mean, cursor)
  return (
    <div class="chart" ref={frame}>
      {width > 0 && (
        // The slider below moves the cursor by keys; a pointer may do so here.
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={sayCurve(points, name, along)}
          onPointerMove={({ offsetX }) =>
            onCursor(place({ from: left, to: width }, Math.max(left, offsetX), span.from, span.to))
          }
        >
          <Grid heights={heights} width={width} bottom={bottom} />
          <Axis span={span} left={left} right={width} y={bottom} />
          {halfLife > 0 && <path class="curve-raw" d={`M${drawn(points)}`} />}
          <path class="curve-mean" d={`M${drawn(mean)}`} />
          {seen && (
            <g class="curve-cursor">
              <line x1={at(seen).x} x2={at(seen).x} y1={top} y2={bottom} />
              <circle cx={at(seen).x} cy={Math.min(bottom, Math.max(top, at(seen).y))} r={4} />
            </g>
          )}
        </svg>
      )}
    </div>
  )
}

/** Some room around the mean, and around what is not far out of it: one wild step must not flatten all others. */
const heightsOf = (points: readonly Point[], mean: readonly Point[]): Span => {
  const sorted = points.map(({ y }) => y).sort((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const { from, to } = spanOf([quantile(0.01), quantile(0.99), ...mean.map(({ y }) => y)])
  const room = (to - from) * 0.06
  // Losses and areas begin at nothing, where nothing is not far.
  return { from: from >= 0 && from < 0.5 * to ? 0 : from - room, to: to + room }
}

interface GridProps {
  readonly heights: Span
  readonly width: number
  readonly bottom: number
}

const Grid = ({ heights, width, bottom }: GridProps) => (
  <g class="chart-grid">
    {ticksIn(heights, 4).map(tick => {
      const y = place(heights, tick, bottom, top)
      return (
        <g key={tick}>
          <line x1={left} x2={width} y1={y} y2={y} />
          <text x={left - 8} y={y + 4} text-anchor="end">
            {sayTick(tick)}
          </text>
        </g>
      )
    })}
  </g>
)

const sayCurve = (points: readonly Point[], name: string, along: string): string => {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return `${name}: nothing yet`
  const { from, to } = spanOf(points.map(({ y }) => y))
  return (
    `${name} along ${along} ${sayNumber(first.x)} to ${sayNumber(last.x)}: begins at ${sayNumber(first.y)}, ` +
    `ends at ${sayNumber(last.y)}, between ${sayNumber(from)} and ${sayNumber(to)}`
  )
}
