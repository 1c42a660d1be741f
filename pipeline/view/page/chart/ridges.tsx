import './chart.css'
import { useWidth } from '../use-width.ts'
import { histogram, median } from './histogram.ts'
import { Axis, Bars, saySpread } from './histogram.tsx'
import { place, sayTick, spanOf } from './scale.ts'

const pitch = 46
const foot = 22

export interface RidgesProps {
  readonly groups: readonly (readonly number[])[]
  readonly unit: string
}

/** How the numbers of several groups are spread, one below the other on one axis; a line marks each median. */
export const Ridges = ({ groups, unit }: RidgesProps) => {
  const { frame, width } = useWidth()
  const whole = spanOf(groups.flat())
  const bins = groups.map(group => histogram(group, Math.max(8, Math.floor(width / 9)), whole))
  const span = { from: bins[0]?.[0]?.from ?? whole.from, to: bins[0]?.at(-1)?.to ?? whole.to }
  const bottom = groups.length * pitch
  const said = groups.map((group, rank) => `prompt ${rank + 1}: ${saySpread(group, unit)}`).join('; ')
  return (
    <div class="chart" ref={frame}>
      {width > 0 && (
        <svg width={width} height={bottom + foot} role="img" aria-label={said}>
          {groups.map((group, rank) => {
            const x = place(span, median(group), 0, width)
            const base = (rank + 1) * pitch
            return (
              <g key={rank} class="ridge">
                <Bars say={sayTick} bins={bins[rank]!} span={span} width={width} top={base - pitch + 6} bottom={base} />
                <line class="ridge-median" x1={x} x2={x} y1={base - pitch + 6} y2={base} />
                <text
                  class="ridge-name"
                  x={x < width / 2 ? width : 0}
                  y={base - pitch + 20}
                  text-anchor={x < width / 2 ? 'end' : 'start'}
                >
                  prompt {rank + 1}: median {median(group).toFixed(2)}
                </text>
              </g>
            )
          })}
          <Axis span={span} left={0} right={width} y={bottom} />
        </svg>
      )}
    </div>
  )
}
