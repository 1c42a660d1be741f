import { Command, Option } from 'commander'
import { UsageError } from '../errors.ts'
import { isKey } from '../history/row-key.ts'
import { listenForInterrupts } from '../interrupts.ts'
import { integer, repeated } from './arguments.ts'

export interface ExplainArguments {
  readonly set: readonly string[]
  readonly seed: number
  readonly json?: boolean
  readonly device: 'cpu' | 'cuda'
}

/** `softpa explain`: one caption through mask, candidates and select, before the eyes; or the history of one row. */
export const explainCommand = () =>
  new Command('explain')
    .description(
      'Shows what recipe augment makes of one caption: its slots, the pool with sources, the levels, the choice. With --in, all that is known of one row of a dataset.',
    )
    .argument('<what>', 'the caption, in quotes; with --in, the key of a row or its URL')
    .addOption(
      new Option('--in <folder>', 'the dataset that has the row, here or at s3://').conflicts([
        'set',
        'seed',
        'device',
      ]),
    )
    .addOption(repeated('--set <key=value>', 'a setting of recipe augment, such as select.strategy=random'))
    .addOption(new Option('--seed <number>', 'seed of every random choice').default(0).argParser(integer('--seed')))
    .option('--json', 'the same as JSON')
    .addOption(new Option('--device <name>', 'where models run').choices(['cpu', 'cuda']).default('cpu'))
    .addHelpText(
      'after',
      `
Examples:
  softpa explain "the front-end view of a black car" --set candidates.model=models/bert --set select.model=models/clip
  softpa explain "a dog on a beach" --seed 1 --set mask.prefer=noun --set candidates.senses=all
  softpa explain b4c3c09477c032a288557907cc761b15 --in shards
  softpa explain https://example.org/car.jpg --in s3://bucket/cars --json

Without models it takes the small ones that come with softpa, where they are there.`,
    )
    .action(async (what: string, { in: folder, ...given }: ExplainArguments & { readonly in?: string }) => {
      if (folder !== undefined) {
        const { explainRow } = await import('../history/explain-row.ts')
        return await explainRow(what, folder, given.json ?? false)
      }
      if (isKey(what)) throw new UsageError(`${what} is the key of a row: say of which dataset with --in <folder>`)
      const { explain } = await import('../explain.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        await explain(what, given, signal)
      } finally {
        stop()
      }
    })
