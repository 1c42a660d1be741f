import { Command } from 'commander'
import { UsageError } from '../errors.ts'
import { listenForInterrupts } from '../interrupts.ts'
import { addDatasetArguments, type DatasetArguments } from './arguments.ts'

type PlanArguments = Omit<DatasetArguments, 'out'> & { readonly out?: string; readonly dryRun?: boolean }

/** `softpa plan`: read the metadata once, decide which rows, in which order, in which shard. */
export const planCommand = () =>
  addDatasetArguments(new Command('plan'), false)
    .description('Reads the metadata once and writes numbered plan files; `run` does so by itself.')
    .option('--dry-run', 'write nothing: say how many rows, shards, requests to which hosts, and about how many bytes')
    .action(async (recipe: string, given: PlanArguments) => {
      const { signal, stop } = listenForInterrupts()
      try {
        process.stdout.write(await textOfPlan(recipe, given, signal))
      } finally {
        stop()
      }
    })

const textOfPlan = async (recipe: string, given: PlanArguments, signal: AbortSignal): Promise<string> => {
  const { prepare, survey } = await import('../prepare.ts')
  const { describeDraft, describePlan } = await import('../face/plan-table.ts')
  const { out, dryRun, ...request } = given
  if (dryRun) return describeDraft(await survey({ recipe, ...request }, signal))
  if (out === undefined) throw new UsageError('there is no place for the plan: name one with --out, or say --dry-run')
  const { plan } = await prepare({ recipe, ...request, out }, signal)
  return describePlan(plan)
}
