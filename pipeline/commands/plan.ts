import { Command } from 'commander'
import { describePlan } from '../face/plan-table.ts'
import { listenForInterrupts } from '../interrupts.ts'
import { prepare } from '../prepare.ts'
import { addDatasetArguments, type DatasetArguments } from './arguments.ts'

/** `softpa plan`: read the metadata once, decide which rows, in which order, in which shard. */
export const planCommand = () =>
  addDatasetArguments(new Command('plan'))
    .description('Reads the metadata once and writes numbered plan files; `run` does so by itself.')
    .action(async (recipe: string, given: DatasetArguments) => {
      const { signal, stop } = listenForInterrupts()
      try {
        const { plan } = await prepare({ recipe, ...given }, signal)
        process.stdout.write(describePlan(plan))
      } finally {
        stop()
      }
    })
