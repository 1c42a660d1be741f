import { Command, Option } from 'commander'
import { listenForInterrupts } from '../interrupts.ts'
import { integer, repeated } from './arguments.ts'

export interface ExplainArguments {
  readonly set: readonly string[]
  readonly seed: number
  readonly json?: boolean
  readonly device: 'cpu' | 'cuda'
}

/** `softpa explain`: one caption through mask, candidates and select, before the eyes. */
export const explainCommand = () =>
  new Command('explain')
    .description(
      'Shows what recipe augment makes of one caption: its slots, the pool with sources, the levels, the choice.',
    )
    .argument('<caption>', 'the caption, in quotes')
    .addOption(repeated('--set <key=value>', 'a setting of recipe augment, such as select.strategy=random'))
    .addOption(new Option('--seed <number>', 'seed of every random choice').default(0).argParser(integer('--seed')))
    .option('--json', 'the same as JSON: caption, slots, pool, prompts')
    .addOption(new Option('--device <name>', 'where models run').choices(['cpu', 'cuda']).default('cpu'))
    .addHelpText(
      'after',
      `
Examples:
  softpa explain "the front-end view of a black car" --set candidates.model=models/bert --set select.model=models/clip
  softpa explain "a dog on a beach" --seed 1 --set mask.prefer=noun --set candidates.senses=all

Without models it takes the small ones that come with softpa, where they are there.`,
    )
    .action(async (caption: string, given: ExplainArguments) => {
      const { explain } = await import('../explain.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        await explain(caption, given, signal)
      } finally {
        stop()
      }
    })
