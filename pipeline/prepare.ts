import { type ColumnMap, mapColumns } from '../data/metadata/column-map.ts'
import { checkSources, resolveSources, type SourceFile } from '../data/metadata/source.ts'
import { runFiles } from '../data/shards/layout.ts'
import { writableStorageOf } from '../data/storage/storage.ts'
import { UsageError } from './errors.ts'
import { draftPlan, makePlan } from './make-plan.ts'
import type { NamedRecipe } from './named-recipe.ts'
import { findPlan, type Plan, readPlan } from './plan.ts'
import type { Chain } from './recipe.ts'
import { findRecipe } from './recipes/names.ts'
import { type ResolvedRecipe, readRecipe, refuseChanges, resolveRecipe } from './resolved-recipe.ts'
import { findRoute, type Route } from './route.ts'
import { parseSettings } from './settings.ts'

/** What a dataset is made of, and where. */
export interface DatasetRequest {
  readonly recipe: string
  readonly source?: readonly string[]
  readonly out: string
  /** Source column by role, where the user maps it. */
  readonly columns: { readonly [role: string]: string }
  readonly redo: readonly string[]
  /** `key.path=value` settings of the recipe. */
  readonly set: readonly string[]
  readonly seed: number
}

/** Sources as they are now: rows may still take columns from them. */
export interface OpenSources {
  readonly files: readonly SourceFile[]
  readonly map: ColumnMap
}

/** A folder with its plan, and how to go on from there. */
export interface Prepared {
  readonly resolved: ResolvedRecipe
  readonly chain: Chain
  readonly route: Route
  readonly plan: Plan
  /** Null where no row takes a column from them any more. */
  readonly sources: OpenSources | null
  /** Whether the plan was made just now. */
  readonly isNew: boolean
}

/**
 * Brings a folder to the point where shards can be made: the recipe resolved and the same as before, the sources as
 * they were planned, the plan there.
 * @throws UsageError, SourceError, StorageError: nothing was written then
 */
export const prepare = async (request: DatasetRequest, signal: AbortSignal): Promise<Prepared> => {
  const { out } = request
  const { recipe, resolved } = resolve(request)
  await writableStorageOf(out)
  const before = await readRecipe(runFiles(out).recipe)
  const planned = await findPlan(out)
  if (before !== null && planned !== null) refuseChanges(out, before, resolved)
  return proceed({ out, recipe, resolved, planned, source: request.source }, signal)
}

/** Looks at what would be planned, whatever stands under any folder. @throws UsageError, SourceError */
export const survey = async (request: Omit<DatasetRequest, 'out'>, signal: AbortSignal) => {
  const { recipe, resolved } = resolve(request)
  if (!request.source) throw new UsageError('there is nothing to look at: name the metadata with --source')
  const sources = await openSources({ recipe, resolved, source: request.source }, signal)
  const chain = recipe.build(resolved.options, resolved.seed)
  const route = findRoute(chain, new Set(Object.keys(sources.map.columns)), resolved.redo)
  return draftPlan({ ...sources, chain, route, resolved, signal })
}

const resolve = ({ recipe: name, seed, redo, columns, set }: Omit<DatasetRequest, 'out'>) => {
  const recipe = findRecipe(name)
  const options = parseSettings(recipe, set)
  return { recipe, resolved: resolveRecipe({ recipe: name, seed, redo, columns, options }) }
}

/**
 * Goes on with a folder by the recipe that it was begun with.
 * @throws UsageError where it holds no plan or no recipe, SourceError where its rows need sources that changed
 */
export const reopen = async (out: string, signal: AbortSignal): Promise<Prepared> => {
  const planned = await readPlan(out)
  const resolved = await readRecipe(runFiles(out).recipe)
  if (resolved === null)
    throw new UsageError(`${out} holds a plan and no recipe.json: bring that file back, or plan into a new folder`)
  return proceed({ out, recipe: findRecipe(resolved.recipe), resolved, planned, source: undefined }, signal)
}

interface Begun {
  readonly out: string
  readonly recipe: NamedRecipe
  readonly resolved: ResolvedRecipe
  readonly planned: Plan | null
  readonly source: readonly string[] | undefined
}

const proceed = async (begun: Begun, signal: AbortSignal): Promise<Prepared> => {
  const { out, recipe, resolved, planned, source } = begun
  const chain = recipe.build(resolved.options, resolved.seed)
  const routeOver = (columns: object) => findRoute(chain, new Set(Object.keys(columns)), resolved.redo)
  const isNeeded = planned === null || routeOver(planned.columns).carries.length > 0
  if (!planned && !source) throw new UsageError(`${out} holds no plan yet: name the metadata with --source`)
  const named = source ?? planned!.sources.map(({ path }) => path)
  const sources = isNeeded || source ? await openSources({ recipe, resolved, source: named }, signal) : null
  if (planned && sources) checkSources(planned.sources, sources.files)
  const route = routeOver(sources?.map.columns ?? planned!.columns)
  const plan = planned ?? (await makePlan({ out, ...sources!, chain, route, resolved, signal }))
  return { resolved, chain, route, plan, sources, isNew: planned === null }
}

const openSources = async (
  { recipe: { spellings }, resolved, source }: Pick<Begun, 'recipe' | 'resolved'> & { source: readonly string[] },
  signal: AbortSignal,
): Promise<OpenSources> => {
  const files = await resolveSources(source, signal)
  return { files, map: mapColumns(files, { rename: resolved.columns, spellings }) }
}
