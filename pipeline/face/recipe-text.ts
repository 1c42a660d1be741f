import { findRecipe, recipes } from '../recipes/names.ts'
import { jsonSchemaOf, settingsOf } from '../settings.ts'
import { table } from './table.ts'

/** The recipes, a line each. */
export const describeRecipes = (): string => table(recipes.map(({ name, summary }) => [name, summary]))

/** The settings of a recipe: name, default, meaning. @throws UsageError for an unknown recipe */
export const describeSettings = (name: string): string =>
  settingsOf(findRecipe(name))
    .map(({ path, default: value, doc }) => `${path}=${value === undefined ? '' : JSON.stringify(value)}\n    ${doc}\n`)
    .join('')

/** The JSON Schema of a recipe's settings. @throws UsageError for an unknown recipe */
export const schemaText = (name: string): string => `${JSON.stringify(jsonSchemaOf(findRecipe(name)), null, 2)}\n`
