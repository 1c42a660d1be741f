import type { Columns, Value } from '../schemas/column.ts'
import { planColumns } from '../schemas/laion.ts'
import type { Stage } from '../stages/stage.ts'

/** Names of the columns of R that C does not offer, or offers with another type, or only sometimes. */
type Lacking<C extends Columns, R extends Columns> = {
  [K in keyof R]: K extends keyof C ? (Value<C[K]> extends Value<R[K]> ? never : K) : K
}[keyof R]

/** What a misplaced stage is compared with, so that the compiler's error names the columns. */
interface Missing<Names> {
  readonly 'reads columns nobody added': Names
}

type Fits<C extends Columns, R extends Columns, Then> = [Lacking<C, R>] extends [never] ? Then : Missing<Lacking<C, R>>

/**
 * An inert, typed list of stages: no source, no iterator, nothing opened.
 * `through` does not compile for a stage that reads what nobody added; `to` does not for a contract that is not met.
 */
export interface Recipe<C extends Columns = Columns> {
  /** Columns that a source may bring. */
  readonly source: Columns
  readonly stages: readonly Stage[]
  through<R extends Columns, A extends Columns>(stage: Fits<C, R, Stage<R, A>>): Recipe<C & A>
  to<S extends Columns>(contract: Fits<C, S, S>): Chain
}

/** A finished recipe, as the runner reads it. */
export interface Chain {
  /** Columns that the plan gives to every row: its key and where it came from. */
  readonly planned: Columns
  /** Columns that a source may bring. */
  readonly source: Columns
  readonly stages: readonly Stage[]
  readonly contract: Columns
}

/** Starts a recipe with the columns that its source may bring; the plan's own stand beside them. */
export const recipe = <const C extends Columns>(source: C): Recipe<C & typeof planColumns> => chain(source, [])

const chain = <C extends Columns>(source: Columns, stages: readonly Stage[]): Recipe<C> => ({
  source,
  stages,
  // The types have proven that the stage fits; from here on only names matter.
  through: stage => chain(source, [...stages, stage as unknown as Stage]),
  to: contract => ({ planned: planColumns, source, stages, contract: contract as Columns }),
})
