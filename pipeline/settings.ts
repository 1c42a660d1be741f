import { z } from 'zod'
import { UsageError } from './errors.ts'
import type { CommonOptions, NamedRecipe } from './named-recipe.ts'
import { didYouMean } from './nearest.ts'

type Tree = { [key: string]: unknown }

/**
 * The options of a recipe, from `key.path=value` settings; a value is JSON where it parses as JSON, else a string.
 * @throws UsageError naming the key, what was seen and what was wanted
 */
export const parseSettings = (recipe: NamedRecipe, settings: readonly string[]): CommonOptions => {
  const tree: Tree = {}
  for (const setting of settings) place(tree, setting)
  const parsed = recipe.options.safeParse(tree)
  if (!parsed.success) throw new UsageError(parsed.error.issues.map(issue => explain(recipe, tree, issue)).join('; '))
  return parsed.data as unknown as CommonOptions
}

const place = (tree: Tree, setting: string) => {
  const [, path, value] = /^([\w.-]+)=(.*)$/s.exec(setting) ?? []
  if (path === undefined || value === undefined)
    throw new UsageError(`--set ${setting}: wanted key=value, such as --set plan.rowsPerShard=500`)
  const keys = path.split('.')
  let branch = tree
  for (const key of keys.slice(0, -1)) {
    branch[key] ??= {}
    if (typeof branch[key] !== 'object') throw new UsageError(`--set ${setting}: ${key} was set to a value before`)
    branch = branch[key] as Tree
  }
  branch[keys.at(-1)!] = parseValue(value)
}

const parseValue = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const explain = (recipe: NamedRecipe, tree: Tree, issue: z.core.$ZodIssue): string => {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const known = settingsOf(recipe).map(setting => setting.path)
    const unknown = issue.keys.map(key => [...path, key].join('.'))
    return unknown.map(key => `recipe ${recipe.name} has no setting ${key}${didYouMean(key, known)}`).join('; ')
  }
  const seen = path.reduce<unknown>((branch, key) => (branch as Tree | undefined)?.[key], tree)
  return `setting ${path.join('.')} is ${JSON.stringify(seen)}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`
}

/** One setting of a recipe, as help shows it. */
export interface Setting {
  readonly path: string
  readonly default: unknown
  readonly doc: string
}

/** All settings of a recipe, by path, from its schema. */
export const settingsOf = (recipe: NamedRecipe): readonly Setting[] => {
  const walk = (schema: JsonSchema, path: readonly string[]): Setting[] =>
    schema.properties
      ? Object.entries(schema.properties).flatMap(([key, child]) => walk(child, [...path, key]))
      : [{ path: path.join('.'), default: schema.default, doc: schema.description ?? '' }]
  return walk(jsonSchemaOf(recipe), [])
}

interface JsonSchema {
  readonly properties?: { readonly [key: string]: JsonSchema }
  readonly default?: unknown
  readonly description?: string
}

/** The JSON Schema of a recipe's options. */
export const jsonSchemaOf = (recipe: NamedRecipe): JsonSchema =>
  z.toJSONSchema(recipe.options, { io: 'input' }) as JsonSchema
