import { place } from '../chart/scale.ts'
import { binsOf } from '../row/bins.ts'
import { layLanes } from '../row/lanes.ts'
import { nameOf } from '../row/relation.tsx'
import { useWidth } from '../use-width.ts'
import type { Example } from './example.ts'

const side = 8
const lane = 18
const letter = 7.4

/** The pool by its distance, small: the chosen words stand over the levels that they were drawn from. */
export const Levels = ({ example: { pool, prompts, strategy } }: { readonly example: Example }) => {
  const { frame, width } = useWidth()
  const distances = pool.map(({ distance }) => distance)
  const bins = binsOf(strategy, distances, prompts.length)
  const span = { from: 0, to: Math.max(1e-4, ...distances, ...bins.map(({ to }) => to)) }
  const at = (distance: number) => place(span, distance, side, width - side)
  const chosen = pool.filter(({ isChosen }) => isChosen)
  const laid = layLanes(
    chosen.map(({ word, distance }) => ({ x: at(distance), width: letter * word.length })),
    width,
  )
  const lanes = Math.max(1, ...laid.map(label => label.lane + 1))
  const base = lane * lanes + 14
  return (
    <div class="levels" ref={frame}>
      {width > 0 && (
        <svg width={width} height={base + 34} role="img" aria-label={`From near to far: ${sayWords(chosen)}`}>
          {bins.map(({ from, to }, level) => (
            <rect
              key={from}
              class={level % 2 === 0 ? 'levels-even' : 'levels-odd'}
              x={at(from)}
              width={at(to) - at(from)}
              y={base - 12}
              height={24}
            />
          ))}
          <line x1={side} x2={width - side} y1={base} y2={base} />
          {pool.map(({ distance, relation, isChosen }, dot) => (
            <circle
              key={dot}
              data-relation={nameOf(relation)}
              cx={at(distance)}
              cy={base}
              r={isChosen ? 6 : 3}
              opacity={isChosen ? 1 : 0.5}
            />
          ))}
          {chosen.map(({ word, relation }, label) => (
            <text
              key={label}
              class="levels-word"
              data-relation={nameOf(relation)}
              x={laid[label]!.x}
              y={base - 16 - lane * laid[label]!.lane}
            >
              {word}
            </text>
          ))}
          <text class="levels-end" x={0} y={base + 30}>
            near
          </text>
          <text class="levels-end" x={width} y={base + 30} text-anchor="end">
            far
          </text>
        </svg>
      )}
    </div>
  )
}

const sayWords = (words: readonly { readonly word: string }[]): string => words.map(({ word }) => word).join(', ')
