import { Command } from 'commander'
import { listenForInterrupts } from '../interrupts.ts'
import {
  addClusterArguments,
  addDatasetArguments,
  addMachineArguments,
  type ClusterArguments,
  type DatasetArguments,
  type MachineArguments,
} from './arguments.ts'

/** `softpa run`: make every shard that is not done. */
export const runCommand = () =>
  addClusterArguments(addMachineArguments(addDatasetArguments(new Command('run'))))
    .description('Makes the shards that are not done yet: plans first where there is no plan.')
    .addHelpText(
      'after',
      `
Examples:
  softpa run fetch --source 'laion/*.parquet' --out shards
  softpa run fetch --source photographs/ --out shards --set image.resize.shortSide=512
  softpa run caption --source shards --out captioned --set caption.model=models/blip --workers 4
  softpa run caption --source captioned --out again --redo caption --set caption.beams=3
  softpa run fetch --out shards --shards 64-127        beside another process that makes 0-63
  softpa run caption --out /nfs/captioned --on ray --address 10.0.0.1:6379

The same command again resumes. Ctrl-C abandons the shards in flight; a second one stops at once.`,
    )
    .action(async (recipe: string, given: DatasetArguments & MachineArguments & ClusterArguments) => {
      const { runDataset } = await import('../run-dataset.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        await runDataset(recipe, given, signal)
      } finally {
        stop()
      }
    })
