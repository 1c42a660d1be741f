import { Command } from 'commander'
import { listenForInterrupts } from '../interrupts.ts'
import { addMachineArguments, type MachineArguments } from './arguments.ts'

/** `softpa retry`: fetch again what may have healed. */
export const retryCommand = () =>
  addMachineArguments(new Command('retry'))
    .description('Fetches again the rejected rows whose reason may have healed; all other rows stay as they are.')
    .argument('<out>', 'the folder that `run` wrote to')
    .addHelpText(
      'after',
      `
A time-out, a 503 or a host that was away may heal; a 404 or a picture that is too small does not. A shard changes only
where a row of it ended otherwise than before, and then as a whole. The same command again finishes what was interrupted.`,
    )
    .action(async (out: string, given: MachineArguments) => {
      const { retryDataset } = await import('../retry/dataset.ts')
      const { describeRetry } = await import('../face/run-table.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        const { progress, state } = await retryDataset(out, given, signal)
        process.stdout.write(describeRetry(progress, state))
      } finally {
        stop()
      }
    })
