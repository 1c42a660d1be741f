import { readSourceRows, type SourceBatch } from '../data/metadata/source-rows.ts'
import { shardFiles } from '../data/shards/layout.ts'
import { type ColumnArrays, readParquet } from '../data/shards/reader.ts'
import { bytesHeld, type Item } from './item.ts'
import type { Plan } from './plan.ts'
import type { OpenSources } from './prepare.ts'
import { type Route, standIns } from './route.ts'

interface Sown {
  readonly out: string
  readonly plan: Plan
  readonly route: Route
  readonly sources: OpenSources | null
}

/**
 * The rows of a shard as its plan file has them, with the later columns that the source brings. With `only`, the rows at
 * these places and no others; an item's index counts the items, from 0 without gaps, as the stages want it.
 */
export async function* plannedItems(
  sown: Sown,
  shard: number,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
  only?: readonly number[],
): AsyncGenerator<Item> {
  const whole = await readParquet(shardFiles(sown.out, shard, sown.plan.shards).plan)
  const planned = only ? rowsAt(whole, only) : whole
  let index = 0
  for await (const { rows, carried } of withCarried(sown, planned, signal)) {
    for (let at = 0; at < rows; at += 1) {
      const values = withStandIns(sown.route, { ...rowOf(planned, index), ...rowOf(carried, at) })
      onBytes(bytesHeld(values))
      yield judged(sown.route, { index, key: values.key as string, values, notes: {} })
      index += 1
    }
  }
}

const rowsAt = (columns: ColumnArrays, places: readonly number[]): ColumnArrays =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, places.map(place => values[place])]))

/** The shard's rows in order, in runs, each with its carried columns. */
async function* withCarried(
  { route, sources }: Sown,
  planned: ColumnArrays,
  signal: AbortSignal,
): AsyncGenerator<{ rows: number; carried: SourceBatch }, void> {
  const rows = planned.key!.length
  if (route.carries.length === 0) return yield { rows, carried: {} }
  if (!sources) throw new Error(`the sources are not open, and rows take ${route.carries.join(', ')} from them`)
  const positions = planned.source_row!.map((row, at) => ({
    file: planned.source_file![at] as number,
    row: Number(row),
  }))
  for await (const carried of readSourceRows(sources.files, sources.map, route.carries, positions, signal))
    yield { rows: carried[route.carries[0]!]!.length, carried }
}

type Values = Item['values']

const rowOf = (columns: { readonly [name: string]: readonly unknown[] }, at: number): Values =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[at]]))

/** What the first stage wants of the bytes that a picture of the source holds. */
const withStandIns = (route: Route, values: Values): Values => {
  const wanted = Object.entries(standIns).filter(([name, by]) => route.standIns.includes(name) && values[by])
  return {
    ...values,
    ...Object.fromEntries(wanted.map(([name, by]) => [name, (values[by] as { bytes: Uint8Array }).bytes])),
  }
}

const judged = (route: Route, item: Item): Item =>
  route.carries.includes('image') && !item.values.image
    ? { ...item, rejected: { stage: 'source', reason: 'no-image', detail: '' } }
    : item
