import { createHash } from 'node:crypto'
import { readText } from '../data/storage/files.ts'
import { UsageError } from './errors.ts'
import type { CommonOptions } from './named-recipe.ts'
import { version } from './version.ts'

/** recipe.json: everything that decides what a dataset becomes, apart from the source itself. */
export interface ResolvedRecipe {
  readonly softpa: string
  readonly recipe: string
  readonly seed: number
  readonly redo: readonly string[]
  /** Source columns by role, where the user mapped them. */
  readonly columns: { readonly [role: string]: string }
  readonly options: CommonOptions
  /** sha256 over recipe, redo, columns and options; not over the seed, which footers hold beside it. */
  readonly hash: string
}

/** Completes a recipe with the version and its hash. */
export const resolveRecipe = (parts: Omit<ResolvedRecipe, 'softpa' | 'hash'>): ResolvedRecipe => {
  // It decides whether a run stops, and never a byte.
  const { maxRejectRate: _, ...options } = parts.options
  const hashed = canonical({ recipe: parts.recipe, redo: parts.redo, columns: parts.columns, options })
  return { softpa: version, ...parts, hash: createHash('sha256').update(hashed).digest('hex') }
}

/** The recipe that a folder was begun with, or null for a new folder. */
export const readRecipe = async (path: string): Promise<ResolvedRecipe | null> => {
  const text = await readText(path)
  return text === null ? null : (JSON.parse(text) as ResolvedRecipe)
}

/**
 * A folder holds one dataset of one recipe.
 * @throws UsageError that shows every difference
 */
export const refuseChanges = (out: string, before: ResolvedRecipe, now: ResolvedRecipe): void => {
  const different = differences(comparable(before), comparable(now))
  if (different.length > 0)
    throw new UsageError(
      `${out} was begun with another recipe (${different.join('; ')}): give the same settings to resume, or another --out.`,
    )
}

const comparable = ({ recipe, seed, redo, columns, options: { maxRejectRate: _, ...options } }: ResolvedRecipe) =>
  flat({ recipe, seed, redo, columns, ...options })

const flat = (tree: unknown, path: readonly string[] = []): { readonly [path: string]: string } =>
  typeof tree === 'object' && tree !== null && !Array.isArray(tree)
    ? Object.assign({}, ...Object.entries(tree).map(([key, value]) => flat(value, [...path, key])))
    : { [path.join('.')]: JSON.stringify(tree) }

const differences = (before: { readonly [path: string]: string }, now: { readonly [path: string]: string }): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter(path => before[path] !== now[path])
    .map(path => `${path} was ${before[path] ?? 'absent'}, is now ${now[path] ?? 'absent'}`)

/** JSON with the keys of every object in order, so that equal values have equal text. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
