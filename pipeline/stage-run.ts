import type { Columns } from '../schemas/column.ts'
import type { Reason } from '../schemas/reasons.ts'
import { Reject } from '../stages/reject.ts'
import type { Machine, Opened, RunColumns, RunRow, Stage } from '../stages/stage.ts'
import { mapAhead } from './ahead.ts'
import { StageError } from './errors.ts'
import { bytesHeld, type Item } from './item.ts'
import { type Lanes, openLanes } from './lanes.ts'
import type { Line } from './line.ts'
import { metered, offered, type RunningMeter } from './meter.ts'
import { pool } from './pool.ts'
import { inOrder, type Shelf } from './shelf.ts'

type Values = { readonly [column: string]: unknown }
type Figures = { readonly [name: string]: number }

/** A stage that was opened for a run, its lanes and its meter shared by all shards in flight. */
export interface OpenStage {
  readonly stage: Stage
  readonly opened: Opened<RunColumns<Columns, Columns> | RunRow<Columns, Columns>>
  readonly lanesOf: (shard: number) => Lanes
  readonly meter: RunningMeter
  /** Transient columns that no later stage reads: let go after this stage. */
  readonly spent: readonly string[]
  /** Every transient column of the recipe: a rejected row keeps none. */
  readonly transients: readonly string[]
  /** Where the rows of a shard wait for those before them; in memory where absent. */
  readonly shelf?: () => Shelf<Item>
  /** Told about the change in bytes held whenever a row has been through the stage. */
  readonly onRow: (bytes: number) => void
}

/** Opens a stage for a run. */
export const openStage = async <R extends Columns, A extends Columns>(
  typed: Stage<R, A>,
  machine: Machine,
  line: Line,
  link: Pick<OpenStage, 'spent' | 'transients' | 'shelf' | 'onRow'>,
): Promise<OpenStage> => {
  // The recipe's types have proven that the columns fit; the runner knows them by name only.
  const stage = typed as unknown as Stage
  const opened = await stage.open(machine)
  const lanesOf = openLanes(opened.concurrency ?? (stage.kind === 'rows' ? stage.limit : (stage.concurrency ?? 1)))
  return { stage, opened, lanesOf, meter: line.add(stage.name), ...link }
}

/** Sends the rows of one shard through a stage; they come out in the order in which they went in, rejected ones too. */
export const through = (open: OpenStage, shard: number, items: AsyncIterable<Item>, signal: AbortSignal) => {
  const flow = open.stage.kind === 'rows' ? rowsThrough : columnsThrough
  return countOut(open, offered(open.meter, flow(open, shard, countIn(open.meter, items), signal)))
}

/** Sends the rows of one shard through all stages, one after the other. */
export const throughAll = (
  stages: readonly OpenStage[],
  shard: number,
  items: AsyncIterable<Item>,
  signal: AbortSignal,
): AsyncIterable<Item> => stages.reduce((flow, stage) => through(stage, shard, flow, signal), items)

const rowsThrough = (open: OpenStage, shard: number, items: AsyncIterable<Item>, signal: AbortSignal) =>
  inOrder(
    pool(
      items,
      open.lanesOf(shard),
      async (item, stop) => (item.rejected ? item : oneRow(open, shard, item, stop)),
      signal,
      // Who takes them wants them in order: one that is not its turn's would wait on the shelf.
      item => item.index,
    ),
    open.shelf?.(),
  )

async function* columnsThrough(open: OpenStage, shard: number, items: AsyncIterable<Item>, signal: AbortSignal) {
  const slices = sliced(items, open.stage.kind === 'columns' ? (open.opened.size ?? open.stage.size ?? 64) : 1)
  const lanes = open.lanesOf(shard)
  const done = mapAhead(slices, (slice, stop) => lanes(() => oneBatch(open, shard, slice, stop)), signal)
  for await (const slice of done) yield* slice
}

/** Runs of items that hold `size` living rows each; the last may hold fewer. Rejected rows ride along. */
async function* sliced(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let slice: Item[] = []
  let living = 0
  for await (const item of items) {
    slice.push(item)
    if (!item.rejected) living += 1
    if (living < size) continue
    yield slice
    slice = []
    living = 0
  }
  if (slice.length > 0) yield slice
}

const oneRow = async (open: OpenStage, shard: number, item: Item, signal: AbortSignal): Promise<Item> => {
  const { stage, meter } = open
  const run = open.opened.run as RunRow<Columns, Columns>
  const notes: { [figure: string]: number } = {}
  const scope = { signal, note: (figures: Figures) => void Object.assign(notes, figures) }
  try {
    signal.throwIfAborted()
    const added = await metered(meter, () => run(pick(item.values, stage.reads) as never, scope))
    return noted(stage, grown(open, item, added), notes)
  } catch (error) {
    if (error instanceof Reject) return noted(stage, rejected(open, item, error.reason, error.detail), notes)
    signal.throwIfAborted()
    throw new StageError(stage.name, shard, item.key, error)
  }
}

const noted = (stage: Stage, item: Item, notes: Figures): Item =>
  Object.keys(notes).length > 0 ? { ...item, notes: { ...item.notes, [stage.name]: notes } } : item

const oneBatch = async (open: OpenStage, shard: number, slice: readonly Item[], signal: AbortSignal) => {
  const { stage, meter } = open
  const run = open.opened.run as RunColumns<Columns, Columns>
  const living = slice.filter(item => !item.rejected)
  if (living.length === 0) return slice
  const rejects = new Map<number, { reason: Reason; detail: string }>()
  const counts = new Map<number, Figures>()
  const scope = {
    signal,
    reject: (index: number, reason: Reason, detail = '') => void rejects.set(index, { reason, detail }),
    count: (index: number, figures: Figures) => void counts.set(index, figures),
  }
  try {
    signal.throwIfAborted()
    const answer = await metered(meter, () => run(columnsOf(living, stage.reads) as never, scope))
    checkLengths(stage, answer, living.length)
    const done = living.map((item, at) => {
      const reject = rejects.get(at)
      const counted = counts.get(at)
      const row = counted ? { ...item, counts: { ...item.counts, [stage.name]: counted } } : item
      return reject ? rejected(open, row, reject.reason, reject.detail) : grown(open, row, rowOf(answer, at))
    })
    let at = 0
    return slice.map(item => (item.rejected ? item : done[at++]!))
  } catch (error) {
    signal.throwIfAborted()
    throw new StageError(stage.name, shard, null, error)
  }
}

const pick = (values: Values, columns: Columns): Values =>
  Object.fromEntries(Object.keys(columns).map(name => [name, values[name] ?? null]))

const columnsOf = (items: readonly Item[], columns: Columns): { [name: string]: unknown[] } =>
  Object.fromEntries(Object.keys(columns).map(name => [name, items.map(item => item.values[name] ?? null)]))

const rowOf = (answer: { readonly [name: string]: ArrayLike<unknown> }, at: number): Values =>
  Object.fromEntries(Object.entries(answer).map(([name, values]) => [name, values[at]]))

/** The row with what the stage added, without what nobody reads any more. */
const grown = (open: OpenStage, item: Item, added: Values): Item => {
  const { adds } = open.stage
  for (const name in adds) {
    const value = added[name]
    if (value === undefined || (value === null && !adds[name]!.nullable))
      throw new Error(`it answered no value for column ${name}, which it declares to add`)
  }
  return passed(open, item, { ...item.values, ...added }, name => !open.spent.includes(name))
}

const rejected = (open: OpenStage, item: Item, reason: Reason, detail: string): Item => ({
  ...passed(open, item, item.values, name => !open.transients.includes(name)),
  rejected: { stage: open.stage.name, reason, detail },
})

const passed = (open: OpenStage, item: Item, values: Values, isKept: (name: string) => boolean): Item => {
  const kept: { [column: string]: unknown } = {}
  for (const name in values) if (isKept(name)) kept[name] = values[name]
  open.onRow(bytesHeld(kept) - bytesHeld(item.values))
  return { ...item, values: kept }
}

const checkLengths = (stage: Stage, answer: { readonly [name: string]: ArrayLike<unknown> }, rows: number) => {
  for (const name of Object.keys(stage.adds))
    if (answer[name]?.length !== rows)
      throw new Error(`it answered ${answer[name]?.length ?? 'no'} values of ${name} for ${rows} rows`)
}

async function* countIn(meter: RunningMeter, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) {
    if (!item.rejected) meter.rowsIn += 1
    yield item
  }
}

async function* countOut(open: OpenStage, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  for await (const item of items) {
    if (!item.rejected) open.meter.rowsOut += 1
    else if (item.rejected.stage === open.stage.name) open.meter.rejected += 1
    yield item
  }
}
