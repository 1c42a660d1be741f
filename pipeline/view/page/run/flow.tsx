import type { ComponentChildren } from 'preact'
import type { Account } from '../../account.ts'
import { sayCount } from '../amount.ts'
import { formatQuery, plainQuery } from '../gallery/query.ts'
import { formatRoute } from '../route.ts'
import { useWidth } from '../use-width.ts'
import { branchPath, type DrawnLine, drawFlow, type FlowLine, planFlow, runFlow } from './flow.ts'

/** Between the trunk and the words, in pixels. */
const gutter = 44

/** Where every row went: a trunk that branches grow out of, as broad as rows left it. */
export const Flow = ({ account }: { readonly account: Account }) => {
  const { frame, width } = useWidth()
  const trunk = Math.round(Math.min(240, Math.max(84, width * 0.24)))
  const isFiltered = account.planned < account.inputRows
  return (
    <div class="flow" ref={frame} style={{ '--beside': `${trunk + gutter}px` }}>
      {isFiltered && <Part name="The plan" lines={planFlow(account)} trunk={trunk} />}
      {isFiltered && <Lens share={account.planned / account.inputRows} trunk={trunk} />}
      <Part name="The run" lines={runFlow(account)} trunk={trunk} />
    </div>
  )
}

interface PartProps {
  readonly name: string
  readonly lines: readonly FlowLine[]
  readonly trunk: number
}

const Part = ({ name, lines, trunk }: PartProps) => (
  <ol aria-label={name}>
    {drawFlow(lines, trunk).map((drawn, at) => (
      <li key={at} class={`flow-line flow-${drawn.line.kind}`} style={{ height: `${drawn.height}px` }}>
        <Drawing drawn={drawn} trunk={trunk} />
        <Words line={drawn.line} />
      </li>
    ))}
  </ol>
)

const Drawing = ({ drawn, trunk }: { readonly drawn: DrawnLine; readonly trunk: number }) => {
  const { line, after, height } = drawn
  const isWaiting = line.kind === 'branch' && line.isWaiting
  return (
    <svg width={trunk + gutter} height={height} aria-hidden="true">
      {line.kind === 'branch' && (
        <path class={isWaiting ? 'flow-waiting' : 'flow-gone'} d={branchPath(drawn, trunk + gutter - 8)} />
      )}
      {/* Half a pixel more, so that no seam shows between two lines. */}
      <rect class="flow-trunk" width={after} height={height + 0.5} />
    </svg>
  )
}

const Words = ({ line }: { readonly line: FlowLine }) => {
  if (line.kind === 'heading') return <h3 class="flow-words">{line.name}</h3>
  if (line.kind === 'branch')
    return (
      <Target show="rejected" reason={line.reason}>
        <b class="number">{line.isWaiting ? sayCount(line.gone) : `−${sayCount(line.gone)}`}</b>
        <span class="flow-name">{line.name}</span>
        {line.mayHeal && (
          <span class="flow-heals" title="`softpa retry` fetches these rows again">
            may heal
          </span>
        )}
        <span class="flow-why" title={line.why}>
          {line.why}
        </span>
      </Target>
    )
  const isKept = line.kind === 'end' && line.name !== 'planned'
  return (
    <Target show="kept" reason={isKept ? '' : null}>
      <b class="number">{sayCount(line.rows)}</b>
      <span class="flow-name">{line.name}</span>
    </Target>
  )
}

interface TargetProps {
  readonly show: 'kept' | 'rejected'
  /** Null where the rows are kept nowhere, and nothing can be opened. */
  readonly reason: string | null
  readonly children: ComponentChildren
}

const Target = ({ show, reason, children }: TargetProps) =>
  reason === null ? (
    <p class="flow-words">{children}</p>
  ) : (
    <a class="flow-words" href={formatRoute({ page: 'gallery', query: formatQuery({ ...plainQuery, show, reason }) })}>
      {children}
    </a>
  )

/** The planned rows are drawn larger from here on: what the run lost would else be too thin to see. */
const Lens = ({ share, trunk }: { readonly share: number; readonly trunk: number }) => {
  const narrow = Math.max(1, share * trunk)
  return (
    <div class="flow-lens">
      <svg width={trunk + gutter} height={28} aria-hidden="true">
        <path class="flow-trunk" d={`M0 0H${narrow}C${narrow} 14 ${trunk} 14 ${trunk} 28H0Z`} />
      </svg>
      <p class="flow-words small quiet number">drawn {(1 / share).toPrecision(2)} times broader from here</p>
    </div>
  )
}
