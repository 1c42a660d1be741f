import { reasons } from '../../../../schemas/reasons.ts'
import type { Account, LostRows } from '../../account.ts'

/** One line of the account, from the top to the bottom; `rows` go on below it. */
export type FlowLine =
  /** All rows there are, or all that were planned. */
  | { readonly kind: 'source'; readonly name: string; readonly rows: number }
  /** What stands over the lines that follow. */
  | { readonly kind: 'heading'; readonly name: string; readonly rows: number }
  | ({ readonly kind: 'branch'; readonly rows: number } & Branch)
  | { readonly kind: 'end'; readonly name: string; readonly rows: number }

/** Rows that leave. */
export interface Branch {
  readonly gone: number
  readonly name: string
  /** Why, in a few words. */
  readonly why: string
  /** Where it happened most, in words; empty where nowhere in particular. */
  readonly where?: string
  /** The stage and reason whose rejects they are; null where their rows are kept nowhere. */
  readonly reason: string | null
  /** Whether another try may heal them. */
  readonly mayHeal: boolean
  /** They have not left: their shards are still to be made. */
  readonly isWaiting?: boolean
}

/** From the rows of the sources to those that are planned: a rule that removed nothing has no line. */
export const planFlow = ({ inputRows, removed, duplicates }: Account): readonly FlowLine[] => {
  const left = removed.map(
    ({ rule, rows, limit }): Branch => ({
      gone: rows,
      name: rule,
      why: limit === null ? '' : `limit ${limit}`,
      reason: null,
      mayHeal: false,
    }),
  )
  const twice: Branch = { gone: duplicates, name: 'duplicates', why: 'there once more', reason: null, mayHeal: false }
  return [
    { kind: 'source', name: 'rows in the sources', rows: inputRows },
    ...branchesFrom(inputRows, [...left, twice]),
  ]
}

/** From the planned rows to those in the shards, stage by stage, what cost most first. */
export const runFlow = ({ planned, stages, lost, written, shards }: Account): readonly FlowLine[] => {
  const lines: FlowLine[] = [{ kind: 'source', name: 'planned', rows: planned }]
  let rows = planned
  const names = [...new Set([...stages, ...lost.map(({ stage }) => stage)])]
  for (const stage of names) {
    const losses = lost.filter(loss => loss.stage === stage).sort((a, b) => b.rows - a.rows)
    if (losses.length > 0) lines.push({ kind: 'heading', name: stage, rows })
    lines.push(...branchesFrom(rows, losses.map(branchOf)))
    rows = lines.at(-1)!.rows
  }
  const waiting = rows - written
  if (waiting > 0) lines.push({ kind: 'branch', rows: written, ...waitingBranch(waiting, shards) })
  return [...lines, { kind: 'end', name: 'rows in the shards', rows: written }]
}

const waitingBranch = (gone: number, { planned, done }: Account['shards']): Branch => ({
  gone,
  name: 'not decided yet',
  why: `${planned - done} of ${planned} shards are still to be made`,
  reason: null,
  mayHeal: false,
  isWaiting: true,
})

const branchesFrom = (from: number, branches: readonly Branch[]): FlowLine[] => {
  let rows = from
  return branches
    .filter(({ gone }) => gone > 0)
    .map(branch => {
      rows -= branch.gone
      return { kind: 'branch', rows, ...branch }
    })
}

const branchOf = ({ reason, rows, hosts }: LostRows): Branch => {
  const known = reason in reasons ? reasons[reason as keyof typeof reasons] : null
  const most = Object.entries(hosts).map(([host, count]) => `${host} (${count})`)
  const where = most.length === 0 ? '' : `Most on ${most.join(', ')}.`
  return { gone: rows, name: reason, why: known?.doc ?? '', where, reason, mayHeal: known?.mayHeal ?? false }
}

/** How a line is drawn, in pixels: the trunk begins at 0 and is `before` wide at its top, `after` at its bottom. */
export interface DrawnLine {
  readonly line: FlowLine
  readonly height: number
  readonly before: number
  readonly after: number
}

const leastHeight = 36
const headingHeight = 44

/** Widths in proportion to rows; what is there at all is a pixel wide. */
export const drawFlow = (lines: readonly FlowLine[], pixelsPerRow: number): readonly DrawnLine[] => {
  const widthOf = (rows: number) => (rows === 0 ? 0 : Math.max(1, rows * pixelsPerRow))
  return lines.map((line, at) => {
    const before = widthOf(lines[Math.max(0, at - 1)]!.rows)
    const after = widthOf(line.rows)
    // A broad branch needs room to turn aside in.
    const height = line.kind === 'branch' ? Math.max(leastHeight, before - after + 14) : headingHeight
    return { line, height, before, after }
  })
}

/** The outline of a branch: down from the trunk's right edge, and aside until `end`. */
export const branchPath = ({ before, after, height }: Omit<DrawnLine, 'line'>, end: number): string => {
  const thick = Math.max(1, before - after)
  const [left, right] = [before - thick, before]
  const top = height / 2 - thick / 2
  return `M${left} 0H${right}Q${right} ${top} ${end} ${top}V${top + thick}Q${left} ${top + thick} ${left} 0Z`
}
