import { Command } from 'commander'
import { table } from '../face/table.ts'
import { findRecipe, recipes } from '../recipes/names.ts'
import { jsonSchemaOf, settingsOf } from '../settings.ts'

/** `softpa options`: the recipes and what can be set. */
export const optionsCommand = () =>
  new Command('options')
    .description('Lists the recipes, or the settings of one: what --set takes, its defaults, what it means.')
    .argument('[recipe]', 'the recipe')
    .option('--json', 'the JSON Schema of the settings')
    .action((name: string | undefined, { json }: { json?: boolean }) => {
      if (name === undefined) process.stdout.write(table(recipes.map(({ name, summary }) => [name, summary])))
      else if (json) process.stdout.write(`${JSON.stringify(jsonSchemaOf(findRecipe(name)), null, 2)}\n`)
      else process.stdout.write(settingsTable(name))
    })

const settingsTable = (name: string): string =>
  settingsOf(findRecipe(name))
    .map(({ path, default: value, doc }) => `${path}=${value === undefined ? '' : JSON.stringify(value)}\n    ${doc}\n`)
    .join('')
