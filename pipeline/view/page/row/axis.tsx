import './axis.css'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Bin, binsOf } from './bins.ts'
import type { Candidate, Detail } from './detail.ts'
import { layLanes } from './lanes.ts'
import { nameOf } from './relation.tsx'
import { type Scale, scaleOf } from './scale.ts'

/** In pixels. */
const chosenLane = 24
const otherLane = 19
const rise = 34
const axisRoom = 46

/** The pool along the distance to the caption: every candidate a dot, the chosen ones raised, the bins behind them. */
export const Axis = ({ pool, strategy, prompts }: Pick<Detail, 'pool' | 'strategy' | 'prompts'>) => {
  const { frame, width } = useWidth()
  const distances = pool.map(({ distance }) => distance)
  const bins = binsOf(strategy, distances, prompts.length)
  const scale = scaleOf(distances, bins, width)
  const chosen = place(pool, true, scale, width)
  const others = place(pool, false, scale, width)
  const base = chosenLane * lanesOf(chosen) + rise + 8
  const floor = base + 30 + otherLane * lanesOf(others)
  return (
    <div class="axis" ref={frame}>
      {width > 0 && (
        <svg width={width} height={floor + axisRoom} role="img" aria-label={sayPool(pool)}>
          <Bins bins={bins} scale={scale} height={floor} />
          <Ruler scale={scale} base={base} floor={floor} />
          {others.map(dot => (
            <Other key={dot.id} dot={dot} base={base} />
          ))}
          {chosen.map(dot => (
            <Chosen key={dot.id} dot={dot} base={base} />
          ))}
        </svg>
      )}
    </div>
  )
}

interface Dot extends Candidate {
  readonly id: string
  readonly x: number
  readonly lane: number
  readonly labelX: number
}

const Other = ({ dot, base }: { readonly dot: Dot; readonly base: number }) => {
  const y = base + 24 + otherLane * dot.lane
  return (
    <g class="axis-other" data-relation={nameOf(dot.relation)}>
      <title>{sayCandidate(dot)}</title>
      <line x1={dot.x} x2={dot.labelX} y1={base} y2={y - 11} />
      <circle cx={dot.x} cy={base} r={4.5} />
      <text x={dot.labelX} y={y}>
        {dot.word}
      </text>
    </g>
  )
}

const Chosen = ({ dot, base }: { readonly dot: Dot; readonly base: number }) => {
  const y = base - rise
  const labelY = y - 14 - chosenLane * dot.lane
  return (
    <g class="axis-chosen" data-relation={nameOf(dot.relation)}>
      <title>{sayCandidate(dot)}</title>
      <polyline points={`${dot.x},${base} ${dot.x},${y} ${dot.labelX},${labelY + 4}`} />
      <circle cx={dot.x} cy={y} r={7.5} />
      <text x={dot.labelX} y={labelY}>
        {dot.word}
      </text>
    </g>
  )
}

interface BinsProps {
  readonly bins: readonly Bin[]
  readonly scale: Scale
  readonly height: number
}

/** Every other bin is tinted; each says its number. */
const Bins = ({ bins, scale, height }: BinsProps) => (
  <>
    {bins.map(({ from, to }, at) => (
      <g key={at} class={at % 2 === 0 ? 'axis-bin axis-bin-even' : 'axis-bin'}>
        <rect x={scale.at(from)} width={Math.max(0, scale.at(to) - scale.at(from))} y={0} height={height} />
        <text x={(scale.at(from) + scale.at(to)) / 2} y={height - 5}>
          {at + 1}
        </text>
      </g>
    ))}
  </>
)

interface RulerProps {
  readonly scale: Scale
  readonly base: number
  readonly floor: number
}

/** The line that the dots stand on, with the caption at its left end, and the distances below. */
const Ruler = ({ scale: { left, right, isBroken, ticks }, base, floor }: RulerProps) => (
  <g class="axis-ruler">
    <line x1={left} x2={right} y1={base} y2={base} />
    <line x1={left} x2={right} y1={floor} y2={floor} />
    {isBroken && [base, floor].map(y => <path key={y} d={`M${left + 26} ${y + 6}l6 -12h6l-6 12z`} />)}
    <circle cx={left} cy={base} r={4} />
    {ticks.map(({ x, label }) => (
      <g key={label}>
        <line x1={x} x2={x} y1={floor} y2={floor + 5} />
        <text x={x} y={floor + 18}>
          {label}
        </text>
      </g>
    ))}
    <text class="axis-start" x={left - 6} y={floor + 38}>
      the caption itself
    </text>
    <text class="axis-end" x={right} y={floor + 38}>
      further in meaning →
    </text>
  </g>
)

const longestWord = 24

/** Candidates with the places of dot and label. */
const place = (pool: readonly Candidate[], isChosen: boolean, scale: Scale, width: number): readonly Dot[] => {
  const dots = pool
    .filter(candidate => candidate.isChosen === isChosen)
    .map((candidate, at) => ({
      ...candidate,
      id: `${candidate.word} ${at}`,
      word: candidate.word.slice(0, longestWord),
      x: scale.at(candidate.distance),
    }))
  const letter = isChosen ? 9.6 : 7.4
  const laid = layLanes(
    dots.map(({ word, x }) => ({ x, width: word.length * letter })),
    width,
  )
  return dots.map((dot, at) => ({ ...dot, lane: laid[at]!.lane, labelX: laid[at]!.x }))
}

const lanesOf = (dots: readonly Dot[]): number => dots.reduce((most, { lane }) => Math.max(most, lane + 1), 0)

const sayCandidate = ({ word, relation, distance, sources, probability, synset }: Candidate): string =>
  [
    word,
    relation ?? 'no relation',
    `distance ${distance.toFixed(4)}`,
    sources.length > 0 ? `proposed by ${sources.join(' and ')}` : '',
    probability === null ? '' : `probability ${probability.toPrecision(2)}`,
    synset ?? '',
  ]
    .filter(Boolean)
    .join(' · ')

const sayPool = (pool: readonly Candidate[]): string =>
  `${pool.length} candidates by their distance to the caption, the nearest first: ${pool
    .map(({ word, distance, isChosen }) => `${word} ${distance.toFixed(2)}${isChosen ? ', chosen' : ''}`)
    .join('; ')}`

const useWidth = () => {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(frame.current!.clientWidth))
    const observer = new ResizeObserver(measure)
    observer.observe(frame.current!)
    measure()
    return () => observer.disconnect()
  }, [])
  return { frame, width }
}
