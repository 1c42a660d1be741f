import { Command } from 'commander'
import { listenForInterrupts } from '../interrupts.ts'
import { addDatasetArguments, type DatasetArguments } from './arguments.ts'

/** `softpa plan`: read the metadata once, decide which rows, in which order, in which shard. */
export const planCommand = () =>
  addDatasetArguments(new Command('plan'))
    .description('Reads the metadata once and writes numbered plan files; `run` does so by itself.')
    .action(async (recipe: string, given: DatasetArguments) => {
      const { prepare } = await import('../prepare.ts')
      const { describePlan } = await import('../face/plan-table.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        const { plan } = await prepare({ recipe, ...given }, signal)
        process.stdout.write(describePlan(plan))
      } finally {
        stop()
      }
    })
