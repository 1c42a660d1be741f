import { Command, CommanderError } from 'commander'
import { doctorCommand } from './commands/doctor.ts'
import { editCommand } from './commands/edit.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { explainCommand } from './commands/explain.ts'
import { modelsCommand } from './commands/models.ts'
import { optionsCommand } from './commands/options.ts'
import { planCommand } from './commands/plan.ts'
import { retryCommand } from './commands/retry.ts'
import { runCommand } from './commands/run.ts'
import { statusCommand } from './commands/status.ts'
import { studyCommand } from './commands/study.ts'
import { trainCommand } from './commands/train.ts'
import { verifyCommand } from './commands/verify.ts'
import { viewCommand } from './commands/view.ts'
import { workCommand } from './commands/work.ts'
import { ProgramEnded } from './errors.ts'
import { exitCodeOf, sentenceOf } from './exit.ts'
import { version } from './version.ts'

// Commands are declared light and load what they do when they run: a plan of a second has no time for the rest.
const program = (): Command => {
  const softpa = new Command('softpa')
    .description('Builds prompt-augmented image shards for training text-guided image editors.')
    .version(version)
    .addHelpText(
      'after',
      `
A dataset in three commands:
  softpa run fetch --source laion/*.parquet --out shards   plan, download, write; run it again to resume
  softpa status shards                                     how far it is, and what was lost and why
  softpa verify shards                                     every row accounted for, every byte as written

softpa doctor --out shards says whether this machine is fit for a run.

Exit codes: 0 done, 1 failed (run again to resume), 2 wrong use (nothing was written), 130 interrupted.`,
    )
    .showHelpAfterError('(softpa --help teaches the rest)')
    .exitOverride()
  const commands = [
    planCommand(),
    runCommand(),
    retryCommand(),
    statusCommand(),
    verifyCommand(),
    viewCommand(),
    optionsCommand(),
    modelsCommand(),
    explainCommand(),
    trainCommand(),
    editCommand(),
    studyCommand(),
    evaluateCommand(),
    doctorCommand(),
    workCommand(),
  ]
  for (const command of commands)
    softpa.addCommand(command.exitOverride().showHelpAfterError(`(softpa ${command.name()} --help teaches the rest)`))
  return softpa
}

/** Runs the command line with these arguments and answers the exit code; what went wrong is said on stderr. */
export const runSoftpa = async (given: readonly string[]): Promise<number> => {
  try {
    await program().parseAsync(given, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof ProgramEnded)) process.stderr.write(`softpa: ${sentenceOf(error)}\n`)
    return exitCodeOf(error)
  }
}
