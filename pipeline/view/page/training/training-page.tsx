import './training.css'
import { useEffect, useState } from 'preact/hooks'
import { sayCount, sayNumber } from '../amount.ts'
import { nearest, smooth } from '../chart/curve.ts'
import { Curve } from '../chart/curve.tsx'
import { type Span, spanOf } from '../chart/scale.ts'
import type { Library } from '../data/library.ts'
import { formatRoute } from '../route.ts'
import { useCell } from '../use-cell.ts'
import { losses, type Measure, otherMeasures, parseLog, type TrainingLog } from './log.ts'
import { Sheets } from './sheets.tsx'
import { type TrainingRun, trainingRunsIn } from './training-run.ts'

/** How a model learns: its losses, and what it makes of a few pictures, step by step. */
export const TrainingPage = ({ library, folder }: { readonly library: Library; readonly folder: string }) => {
  const listing = useCell(library.listing)
  const runs = listing ? trainingRunsIn(listing) : []
  const run = runs.find(one => one.folder === folder) ?? runs[0]
  if (listing === null) return null
  if (!run) return <p class="notice">No training run lies here: there is no log.jsonl, as `softpa train` writes it.</p>
  return (
    <>
      <h1>Training</h1>
      {runs.length > 1 && (
        <nav class="training-runs small" aria-label="Training runs">
          {runs.map(({ folder: name }) => (
            <a
              key={name}
              href={formatRoute({ page: 'training', folder: name })}
              aria-current={name === run.folder ? 'true' : undefined}
            >
              {name === '' ? 'this folder' : name}
            </a>
          ))}
        </nav>
      )}
      <Progress key={run.folder} library={library} run={run} />
    </>
  )
}

const Progress = ({ library, run }: { readonly library: Library; readonly run: TrainingRun }) => {
  const log = useLog(library, run)
  const [chosen, setChosen] = useState<number | null>(null)
  const [halfLife, setHalfLife] = useState(10)
  if (log === null) return null
  if (typeof log === 'string') return <p class="notice notice-fault">{log}</p>
  const span = spanOf([...log.values()].flatMap(points => [points[0]!.x, points.at(-1)!.x]))
  const last = Math.max(span.to, ...run.sheets.map(({ step }) => step))
  const step = Math.round(Math.min(last, Math.max(span.from, chosen ?? last)))
  return (
    <>
      <div class="training-head">
        <label class="training-step">
          <span class="number">
            Step {sayCount(step)} of {sayCount(last)}
          </span>
          <input
            type="range"
            min={Math.round(span.from)}
            max={last}
            value={step}
            onInput={event => setChosen(Number(event.currentTarget.value))}
          />
        </label>
        <label class="training-smooth small">
          Smooth over
          <select
            class="field"
            value={String(halfLife)}
            onChange={event => setHalfLife(Number(event.currentTarget.value))}
          >
            {[0, 3, 10, 30, 100, 300].map(steps => (
              <option key={steps} value={steps}>
                {steps === 0 ? 'nothing' : `${steps} steps`}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Curves log={log} shown={losses} span={span} step={step} halfLife={halfLife} onStep={setChosen} />
      <Sheets source={library.source} sheets={run.sheets} step={step} onStep={setChosen} />
      <details class="training-more">
        <summary>What else was measured</summary>
        <Curves log={log} shown={otherMeasures} span={span} step={step} halfLife={halfLife} onStep={setChosen} />
      </details>
    </>
  )
}

interface CurvesProps {
  readonly log: TrainingLog
  readonly shown: readonly Measure[]
  readonly span: Span
  readonly step: number
  readonly halfLife: number
  readonly onStep: (step: number) => void
}

const Curves = ({ log, shown, span, step, halfLife, onStep }: CurvesProps) => (
  <div class="curves">
    {shown.map(({ name, label, symbol, about }) => {
      const points = log.get(name)
      if (!points) return null
      const value = nearest(smooth(points, halfLife), step)
      return (
        <figure key={name}>
          <figcaption>
            <b>{label}</b> <Sign symbol={symbol} />
            <output class="number">{value && sayNumber(value.y)}</output>
            <p class="quiet small">{about}</p>
          </figcaption>
          <Curve
            points={points}
            span={span}
            name={label}
            along="step"
            halfLife={halfLife}
            cursor={step}
            onCursor={onStep}
          />
        </figure>
      )
    })}
  </div>
)

const Sign = ({ symbol }: Pick<Measure, 'symbol'>) => {
  const [letter, low] = symbol.split('_')
  return (
    <i class="quiet">
      {letter}
      {low && <sub>{low}</sub>}
    </i>
  )
}

/** The log as far as it is written; null until it is read, a sentence where it cannot be. */
const useLog = ({ source }: Library, { log }: TrainingRun): TrainingLog | string | null => {
  const [read, setRead] = useState<TrainingLog | string | null>(null)
  useEffect(() => {
    let isWanted = true
    const tell = (found: TrainingLog | string) => isWanted && setRead(found)
    source
      .read(log, 0, log.bytes)
      .then(bytes => parseLog(new TextDecoder().decode(bytes)))
      .then(tell, error => tell(`${log.path}, ${error instanceof Error ? error.message : String(error)}`))
    return () => {
      isWanted = false
    }
  }, [source, log.path, log.version])
  return read
}
