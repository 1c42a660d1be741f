import { Command } from 'commander'

/** `softpa options`: the recipes and what can be set. */
export const optionsCommand = () =>
  new Command('options')
    .description('Lists the recipes, or the settings of one: what --set takes, its defaults, what it means.')
    .argument('[recipe]', 'the recipe')
    .option('--json', 'the JSON Schema of the settings')
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { describeRecipes, describeSettings, schemaText } = await import('../face/recipe-text.ts')
      if (name === undefined) process.stdout.write(describeRecipes())
      else process.stdout.write(json ? schemaText(name) : describeSettings(name))
    })
