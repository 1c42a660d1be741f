import type { z } from 'zod'
import type { Spellings } from '../data/metadata/column-map.ts'
import type { FilterOptions } from '../data/metadata/filter.ts'
import type { Chain } from './recipe.ts'
import type { planOptions } from './recipes/options.ts'

/** Options that every recipe has, beside those of its stages. */
export interface CommonOptions {
  readonly filter: FilterOptions
  readonly plan: z.output<typeof planOptions>
  readonly maxRejectRate: number
}

/** A recipe as the command line knows it: a name, options whose defaults, help and checks are one schema, and its chain. */
export interface NamedRecipe {
  readonly name: string
  readonly summary: string
  readonly options: z.ZodObject
  /** Names of source columns by role, where this recipe looks for others than LAION's. */
  readonly spellings?: Spellings
  readonly build: (options: CommonOptions, seed: number) => Chain
  /** Settings of the trainer that were tuned on what this recipe writes, where its own defaults are another start. */
  readonly training?: TrainingSettings
}

export interface TrainingSettings {
  readonly [setting: string]: number
}

/** Declares a recipe for the command line. */
export const namedRecipe = <O extends z.ZodObject>(recipe: {
  readonly name: string
  readonly summary: string
  readonly options: O
  readonly spellings?: Spellings
  readonly build: (options: z.output<O>, seed: number) => Chain
  readonly training?: TrainingSettings
}): NamedRecipe =>
  // `build` only ever gets what this recipe's own schema has parsed.
  recipe as unknown as NamedRecipe
