import type { lookup } from 'node:dns'
import type { Columns, Value } from '../schemas/column.ts'
import type { Reason } from '../schemas/reasons.ts'

/** Columns as arrays, all of the same length. */
export type Batch<C extends Columns> = { readonly [K in keyof C]: readonly Value<C[K]>[] }
/** What a column stage answers: typed arrays are welcome. */
export type Answer<C extends Columns> = { readonly [K in keyof C]: ArrayLike<Value<C[K]>> }
/** One row. */
export type Row<C extends Columns> = { readonly [K in keyof C]: Value<C[K]> }

/** How a column stage speaks about single rows of its batch. */
export interface Scope {
  readonly signal: AbortSignal
  /** Drops row `index` of the batch; what the stage answers for it is ignored. */
  reject(index: number, reason: Reason, detail?: string): void
  /** Counts what happened to row `index` and is not worth a column: the shard's sums go to stats. */
  count(index: number, figures: { readonly [name: string]: number }): void
}

/** How a row stage speaks about its row. */
export interface RowScope {
  readonly signal: AbortSignal
  /** Figures that depend on clock, load or luck (attempts, milliseconds): they go to stats, never into a shard. */
  note(figures: { readonly [name: string]: number }): void
}

/** A running stage: call `run` as often as you like, then `close` once. */
export interface Opened<F> {
  readonly run: F
  /** Libraries whose version may change the bytes, by name: part of the execution class in every footer. */
  readonly engine?: { readonly [library: string]: string }
  /** Calls at once over all shards, where only opening tells: by the machine's workers or lanes. */
  readonly concurrency?: number
  /** Rows per call of a column stage, where only opening tells: by what computes. */
  readonly size?: number
  /** Content hashes of the models and lists that were opened, by role. */
  readonly models?: { readonly [role: string]: string }
  /** Whom its calls wait for now, those of most calls first, such as `a.example (12)`: for an alarm when a run stalls. */
  waitsFor?(): readonly string[]
  close?(): Promise<void>
}

/** What may not change the data: the machine and the network that a run uses. */
export interface Machine {
  /** Child processes that a stage may start. */
  readonly workers: number
  /** Where models run. */
  readonly device: 'cpu' | 'cuda'
  readonly network: Network
  readonly signal: AbortSignal
  /** The Python for models that run with torch: made ready when it is first asked for. */
  readonly python?: () => Promise<string>
}

export interface Network {
  /** Requests in flight over all hosts. */
  readonly lanes: number
  /** Requests in flight to one host. */
  readonly perHost: number
  /** Opened addresses: `10.0.0.0/8`, `127.0.0.1`, `127.0.0.1:8080` or `localhost:8080`. */
  readonly allowAddresses: readonly string[]
  /** The longest pause between the requests to one host that its Crawl-delay can ask for, in ms; 1,000 where absent. */
  readonly maxCrawlDelayMs?: number
  /** Name resolution, `dns.lookup` where absent; tests give their own. */
  readonly lookup?: typeof lookup
}

export type RunColumns<R extends Columns, A extends Columns> = (
  batch: Batch<R>,
  scope: Scope,
) => Answer<A> | Promise<Answer<A>>
export type RunRow<R extends Columns, A extends Columns> = (row: Row<R>, scope: RowScope) => Promise<Row<A>>

/** Columns compute: one call per batch of at most `size` rows of one shard, arrays in, arrays of the same length out. */
export interface ColumnStage<R extends Columns = Columns, A extends Columns = Columns> {
  readonly kind: 'columns'
  readonly name: string
  readonly reads: R
  readonly adds: A
  /** Rows per call; 64 where the stage does not say. */
  readonly size?: number
  /** Calls at once over all shards; 1 where the stage does not say. */
  readonly concurrency?: number
  open(machine: Machine): Promise<Opened<RunColumns<R, A>>>
}

/** Rows wait: one call per row, at most `limit` at once over all shards, finished in any order. */
export interface RowStage<R extends Columns = Columns, A extends Columns = Columns> {
  readonly kind: 'rows'
  readonly name: string
  readonly reads: R
  readonly adds: A
  readonly limit: number
  open(machine: Machine): Promise<Opened<RunRow<R, A>>>
}

export type Stage<R extends Columns = Columns, A extends Columns = Columns> = ColumnStage<R, A> | RowStage<R, A>

type Declared<S> = Omit<S, 'kind' | 'open'>

/**
 * Declares a stage that computes on columns. `open` may answer the function itself, or `{ run, close }`.
 * @throws whatever `open` or the function throws: it stops the run, unless it is a `Reject` of a single row.
 */
export const columnStage = <const R extends Columns, const A extends Columns>(
  stage: Declared<ColumnStage<R, A>> & {
    open(machine: Machine): Promise<RunColumns<R, A> | Opened<RunColumns<R, A>>>
  },
): ColumnStage<R, A> => ({ ...stage, kind: 'columns', open: async machine => opened(await stage.open(machine)) })

/** Declares a stage that waits, row by row. Throw `Reject` to drop the row. */
export const rowStage = <const R extends Columns, const A extends Columns>(
  stage: Declared<RowStage<R, A>> & { open(machine: Machine): Promise<RunRow<R, A> | Opened<RunRow<R, A>>> },
): RowStage<R, A> => ({ ...stage, kind: 'rows', open: async machine => opened(await stage.open(machine)) })

const opened = <F extends (...args: never[]) => unknown>(answer: F | Opened<F>): Opened<F> =>
  typeof answer === 'function' ? { run: answer } : answer
