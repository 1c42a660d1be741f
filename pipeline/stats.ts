import { readText } from '../data/storage/files.ts'
import type { Reason } from '../schemas/reasons.ts'
import type { Figures, Item } from './item.ts'

/** A file of a shard, as it was when it was closed. */
export interface StoredFile {
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

/** How many rows a reason cost, in which stages, and the hosts that it cost most of them on. */
export type Losses = { readonly [reason in Reason]?: Loss }
interface Loss {
  readonly rows: number
  readonly stages: RowsByName
  readonly hosts: RowsByName
}
type RowsByName = { readonly [name: string]: number }

/** Rows that were rejected and tried once more, and how many of them are good now. */
export interface Retry {
  readonly at: string
  readonly rows: number
  readonly healed: number
  /** The softpa version and the execution class that the good rows of before were made with. */
  readonly before: { readonly version: string; readonly class: { readonly [property: string]: string } }
}

/**
 * stats/00000.json: written last, it is the mark that a shard is done. All that depends on clock, attempt or load lives
 * here and nowhere else.
 */
export interface ShardStats {
  readonly shard: number
  /** Hash of the recipe and id of the plan that made the shard. */
  readonly recipe: string
  readonly plan: string
  readonly planned: number
  readonly data: StoredFile
  readonly rejects: StoredFile
  readonly reasons: Losses
  readonly startedAt: string
  readonly tookMs: number
  /** What stages counted over the rows of the shard. */
  readonly counts: Figures
  /** Every retry that changed the shard, the first first. */
  readonly retries?: readonly Retry[]
  /** Figures that stages noted, by stage and name, one a row in plan order, null where there is none. */
  readonly notes: { readonly [stage: string]: { readonly [figure: string]: readonly (number | null)[] } }
}

/** The stats of a shard, or null where it is not done. */
export const readStats = async (path: string): Promise<ShardStats | null> => {
  const text = await readText(path)
  return text === null ? null : (JSON.parse(text) as ShardStats)
}

const hostsKept = 5

/** Counts rejected rows by reason, stage, and the hosts of their URLs. */
export const countLosses = (rejected: readonly Item[]): Losses => {
  const reasons = [...new Set(rejected.map(item => item.rejected!.reason))].sort()
  return Object.fromEntries(
    reasons.map(reason => {
      const items = rejected.filter(item => item.rejected!.reason === reason)
      const stages = addRows(items.map(item => ({ [item.rejected!.stage]: 1 })))
      const hosts = items.map(hostOf).filter(host => host !== '')
      return [reason, { rows: items.length, stages, hosts: heaviest(hosts.map(host => ({ [host]: 1 }))) }]
    }),
  )
}

const unknownStage = 'stage not noted'

/** Adds up the losses of many shards. */
export const addLosses = (parts: readonly Losses[]): Losses => {
  const reasons = [...new Set(parts.flatMap(part => Object.keys(part) as Reason[]))].sort()
  return Object.fromEntries(
    reasons.map(reason => {
      const losses = parts.flatMap(part => part[reason] ?? [])
      const rows = losses.reduce((sum, loss) => sum + loss.rows, 0)
      // Stats of before say no stages.
      const stages = addRows(losses.map(loss => loss.stages ?? { [unknownStage]: loss.rows }))
      return [reason, { rows, stages, hosts: heaviest(losses.map(loss => loss.hosts)) }]
    }),
  )
}

const hostOf = (item: Item): string => {
  const url = item.values.url
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : ''
}

const addRows = (parts: readonly RowsByName[]): RowsByName => {
  const sums = new Map<string, number>()
  for (const [name, rows] of parts.flatMap(Object.entries<number>)) sums.set(name, (sums.get(name) ?? 0) + rows)
  return Object.fromEntries(sums)
}

const heaviest = (parts: readonly RowsByName[]): RowsByName => {
  const ranked = Object.entries(addRows(parts)).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return Object.fromEntries(ranked.slice(0, hostsKept))
}

/** Sums of figures. */
export const addFigures = (parts: readonly (Figures | undefined)[]): Figures => {
  const sums: { [stage: string]: { [figure: string]: number } } = {}
  for (const part of parts)
    for (const [stage, figures] of Object.entries(part ?? {}))
      for (const [figure, value] of Object.entries(figures)) {
        sums[stage] ??= {}
        sums[stage][figure] = (sums[stage][figure] ?? 0) + value
      }
  return sums
}

/** The figures that stages noted about the rows of a shard, as columns. */
export const gatherNotes = (items: readonly Pick<Item, 'index' | 'notes'>[]): ShardStats['notes'] => {
  const rows = [...items].sort((a, b) => a.index - b.index)
  const stages = [...new Set(rows.flatMap(row => Object.keys(row.notes)))].sort()
  return Object.fromEntries(
    stages.map(stage => {
      const figures = [...new Set(rows.flatMap(row => Object.keys(row.notes[stage] ?? {})))].sort()
      const column = (figure: string) => rows.map(row => row.notes[stage]?.[figure] ?? null)
      return [stage, Object.fromEntries(figures.map(figure => [figure, column(figure)]))]
    }),
  )
}

/** What the stages noted about the row at this place of the plan file: `gatherNotes` undone. */
export const notesOf = ({ notes }: ShardStats, index: number): Item['notes'] =>
  Object.fromEntries(
    Object.entries(notes).map(([stage, figures]) => {
      const noted = Object.entries(figures).flatMap(([figure, values]) =>
        values[index] === null || values[index] === undefined ? [] : [[figure, values[index]] as const],
      )
      return [stage, Object.fromEntries(noted)]
    }),
  )
