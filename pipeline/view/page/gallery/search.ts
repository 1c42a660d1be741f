import type { Cell } from '../cell.ts'
import type { Shard } from '../data/shard.ts'
import type { RowPlace, Table } from '../data/table.ts'
import { columnsFor, matches } from './match.ts'
import { measuresOf } from './measure.ts'
import type { Query } from './query.ts'

/** What a search has found so far. */
export interface Found {
  readonly places: readonly RowPlace[]
  /** Rows looked at. */
  readonly looked: number
  /** All rows were looked at, or as many as are wanted. */
  readonly isResting: boolean
  /** What could not be searched, in sentences. */
  readonly faults: readonly string[]
}

export interface Search {
  /** Goes on until there are so many, unless rows are sorted: then all are looked at anyway. */
  want(count: number): void
  stop(): void
}

interface Hit {
  readonly row: number
  readonly value: number
}

/** The part of a shard that was searched. */
interface Looked {
  groups: number
  readonly hits: Hit[]
}

const publishEveryMs = 150

/** Searches a table row group by row group, also what is added to it later, and reads no column that does not count. */
export const startSearch = (table: Cell<Table>, query: Query, publish: (found: Found) => void): Search => {
  const state = {
    looked: new Map<Shard, Looked>(),
    faults: new Map<Shard, string>(),
    wanted: 0,
    isStopped: false,
    wake: () => {},
  }
  const unwatch = table.watch(() => state.wake())
  const run = async () => {
    let published = Number.NEGATIVE_INFINITY
    while (!state.isStopped) {
      const { shards } = table.get()
      const isEnough = query.sort === '' && countHits(shards, state) >= state.wanted
      const next = isEnough ? undefined : nextGroup(shards, state)
      if (!next || performance.now() - published > publishEveryMs) {
        publish(foundIn(shards, state, query, next === undefined))
        published = performance.now()
      }
      if (next) await look(next, query, shards, state)
      else await new Promise<void>(resolve => (state.wake = resolve))
    }
  }
  void run()
  return {
    want: count => {
      // Asked at every drawing: what is drawn anew because of an answer must not ask for another one.
      if (count <= state.wanted) return
      state.wanted = count
      state.wake()
    },
    stop: () => {
      state.isStopped = true
      unwatch()
      state.wake()
    },
  }
}

type State = { readonly looked: Map<Shard, Looked>; readonly faults: Map<Shard, string> }

/** Of the shards that are there: one that was replaced is searched anew. */
const countHits = (shards: readonly Shard[], { looked }: State): number =>
  shards.reduce((sum, shard) => sum + (looked.get(shard)?.hits.length ?? 0), 0)

const nextGroup = (shards: readonly Shard[], { looked, faults }: State): Shard | undefined =>
  shards.find(shard => !faults.has(shard) && (looked.get(shard)?.groups ?? 0) < shard.groupStarts.length - 1)

/** Searches the next row group of a shard. */
const look = async (shard: Shard, query: Query, shards: readonly Shard[], state: State): Promise<void> => {
  const looked = state.looked.get(shard) ?? { groups: 0, hits: [] }
  state.looked.set(shard, looked)
  const [start, end] = [shard.groupStarts[looked.groups]!, shard.groupStarts[looked.groups + 1]!]
  const measures = measuresOf(shards)
  const [bounded, sorted] = [query.measure, query.sort].map(name => measures.find(measure => measure.name === name))
  try {
    const columns = columnsFor(query, measures, shard.columns)
    const rows =
      columns.length > 0 ? await shard.read(columns, start, end) : Array.from({ length: end - start }, () => ({}))
    for (const [at, row] of rows.entries())
      if (matches(row, query, bounded)) looked.hits.push({ row: start + at, value: sorted?.valueOf(row) ?? Number.NaN })
    looked.groups += 1
  } catch (error) {
    state.faults.set(shard, `${shard.file.path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

const foundIn = (shards: readonly Shard[], { looked, faults }: State, query: Query, isResting: boolean): Found => {
  const hits = shards.flatMap(shard => (looked.get(shard)?.hits ?? []).map(hit => ({ ...hit, shard })))
  const direction = query.descending ? -1 : 1
  // Rows without the number come last, whichever way; the sort is stable, so that equals stay in the order of the files.
  if (query.sort !== '')
    hits.sort((a, b) =>
      Number.isNaN(a.value) || Number.isNaN(b.value)
        ? Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value))
        : direction * (a.value - b.value),
    )
  return {
    places: hits,
    looked: shards.reduce((sum, shard) => sum + shard.groupStarts[looked.get(shard)?.groups ?? 0]!, 0),
    isResting,
    faults: shards.flatMap(shard => faults.get(shard) ?? []),
  }
}
