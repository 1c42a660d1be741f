import { Command } from 'commander'
import { listenForInterrupts } from '../interrupts.ts'
import { addDatasetArguments, addMachineArguments, type DatasetArguments, type MachineArguments } from './arguments.ts'

/** `softpa run`: make every shard that is not done. */
export const runCommand = () =>
  addMachineArguments(addDatasetArguments(new Command('run')))
    .description('Makes the shards that are not done yet: plans first where there is no plan.')
    .action(async (recipe: string, given: DatasetArguments & MachineArguments) => {
      const { runDataset } = await import('../run-dataset.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        await runDataset(recipe, given, signal)
      } finally {
        stop()
      }
    })
