import type { ComponentChildren } from 'preact'
import type { Account } from '../../account.ts'
import { sayCount, sayRate } from '../amount.ts'
import { formatQuery, plainQuery } from '../gallery/query.ts'
import { formatRoute } from '../route.ts'
import { useWidth } from '../use-width.ts'
import { branchPath, type DrawnLine, drawFlow, type FlowLine, planFlow, runFlow } from './flow.ts'

/** Between the trunk and the words, in pixels. */
const gutter = 44

/** A run that is narrower than this share of the sources is drawn broader than they are. */
const narrow = 0.6

/** Where every row went: a trunk that branches grow out of, as broad as rows left it. */
export const Flow = ({ account }: { readonly account: Account }) => {
  const { frame, width } = useWidth()
  const trunk = Math.round(Math.min(200, Math.max(84, width * 0.2)))
  const { planned, inputRows } = account
  const share = planned / inputRows
  const isLarger = share < narrow
  const plan = planned < inputRows ? planFlow(account) : []
  return (
    <div class="flow" ref={frame} style={{ '--beside': `${trunk + gutter}px` }}>
      <Part name="The plan" lines={plan} trunk={trunk} pixelsPerRow={trunk / inputRows} />
      {isLarger && <Lens share={share} trunk={trunk} />}
      <Part
        name="The run"
        lines={runFlow(account)}
        trunk={trunk}
        pixelsPerRow={trunk / (isLarger ? planned : inputRows)}
      />
    </div>
  )
}

interface PartProps {
  readonly name: string
  readonly lines: readonly FlowLine[]
  readonly trunk: number
  readonly pixelsPerRow: number
}

const Part = ({ name, lines, trunk, pixelsPerRow }: PartProps) => (
  <ol aria-label={name}>
    {drawFlow(lines, pixelsPerRow).map((drawn, at) => (
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
        <span class="flow-why" title={`${line.why} ${line.where ?? ''}`.trim()}>
          {line.why}
        </span>
      </Target>
    )
  return (
    <Target show="kept" reason={line.kind === 'end' ? '' : null}>
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
  const before = Math.max(1, share * trunk)
  return (
    <div class="flow-lens">
      <svg width={trunk + gutter} height={28} aria-hidden="true">
        <path class="flow-trunk" d={`M0 0H${before}C${before} 14 ${trunk} 14 ${trunk} 28H0Z`} />
      </svg>
      <p class="flow-words small quiet number">drawn {sayRate(1 / share)} times broader from here</p>
    </div>
  )
}
