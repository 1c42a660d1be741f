import { Command } from 'commander'

/** `softpa status`: how far a dataset is. */
export const statusCommand = () =>
  new Command('status')
    .description('Says how far a dataset is, and what was lost, why and on which hosts.')
    .argument('<out>', 'the folder that `run` writes to')
    .option('--json', 'the same as one JSON object')
    .action(async (out: string, { json }: { json?: boolean }) => {
      const { readState } = await import('../dataset-state.ts')
      const { describeState } = await import('../face/run-table.ts')
      const { readPlan } = await import('../plan.ts')
      const state = await readState(out, await readPlan(out))
      process.stdout.write(json ? `${JSON.stringify(state)}\n` : describeState(state))
    })
