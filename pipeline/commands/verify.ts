import { Command } from 'commander'
import { Unsound } from '../errors.ts'
import { count } from '../face/table.ts'
import { listenForInterrupts } from '../interrupts.ts'
import type { VerifyArguments } from '../verify/dataset.ts'

const shown = 20

/** `softpa verify`: is every row accounted for, and every byte as it was written? */
export const verifyCommand = () =>
  new Command('verify')
    .description(
      'Checks that rows planned = written + rejected, keys, schema, footers, sha256 and every picture container.',
    )
    .argument('<out>', 'the folder that `run` writes to')
    .option('--decode', 'decode every picture as well')
    .option('--shards <range>', 'only these shards, not the plan as a whole: a range or auto, as `run` takes them')
    .action(async (out: string, given: VerifyArguments) => {
      const { verifyDataset } = await import('../verify/dataset.ts')
      const { signal, stop } = listenForInterrupts()
      try {
        let findings = 0
        for await (const finding of verifyDataset(out, given, signal)) {
          findings += 1
          if (findings <= shown) process.stdout.write(`${finding}\n`)
        }
        if (findings > shown) process.stdout.write(`and ${count(findings - shown)} more\n`)
        if (findings > 0) throw new Unsound(`${out} is not sound: ${count(findings)} findings`)
        process.stdout.write(`${out} is sound\n`)
      } finally {
        stop()
      }
    })
