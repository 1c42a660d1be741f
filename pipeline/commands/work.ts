import { Command } from 'commander'
import { Interrupted, ProgramEnded } from '../errors.ts'
import { exitCodeOf, sentenceOf } from '../exit.ts'
import { listenForInterrupts } from '../interrupts.ts'
import type { ReportLine } from '../report.ts'
import { addMachineArguments, type MachineArguments, machineOf } from './arguments.ts'

/** `softpa work`: the process that `softpa run --on ray` starts on every node. */
export const workCommand = () =>
  addMachineArguments(new Command('work'))
    .description('Makes the shards whose numbers come on standard input, one a line; `run --on ray` starts it.')
    .argument('<out>', 'the folder that `plan` or `run` wrote a plan to')
    .addHelpText(
      'after',
      `
Standard output has JSON lines: ready, progress each second, done for every shard, failed. It ends when its input has ended
and the shards are done, and is interrupted when nobody reads its output. For a queue of your own: seq 0 9 | softpa work shards`,
    )
    .action(async (out: string, given: MachineArguments) => {
      const { workOn } = await import('../work.ts')
      const { signal, stop } = listenForInterrupts()
      // Whoever gave the numbers is gone: a killed process closes its pipes and says nothing.
      const gone = new AbortController()
      process.stdout.on('error', () => gone.abort(new Interrupted()))
      const say = (line: ReportLine) => void process.stdout.write(`${JSON.stringify(line)}\n`)
      try {
        const machine = machineOf(given, AbortSignal.any([signal, gone.signal]))
        await workOn(out, machine, { numbers: process.stdin, say, metrics: given.metrics })
      } catch (error) {
        say({ event: 'failed', code: exitCodeOf(error), message: sentenceOf(error) })
        throw new ProgramEnded(exitCodeOf(error))
      } finally {
        stop()
      }
    })
