import { Command, Option } from 'commander'
import { Unsound } from '../errors.ts'
import { integer } from './arguments.ts'

/** `softpa doctor`: is this machine fit for a run? */
export const doctorCommand = () =>
  new Command('doctor')
    .description('Looks at what a run needs of this machine: Node, file descriptors, disk, DNS, certificates.')
    .option('--out <folder>', 'where a run is to write', '.')
    .option('--host <name>', 'a host to resolve, and to speak https with', 'example.com')
    .addOption(new Option('--lanes <number>', 'requests in flight').default(256).argParser(integer('--lanes', 1)))
    .option('--json', 'the same as one JSON array')
    .action(async ({ json, ...patient }: { json?: boolean; out: string; host: string; lanes: number }) => {
      const { examine } = await import('../doctor.ts')
      const { table } = await import('../face/table.ts')
      const findings = await examine(patient)
      const lines = findings.map(({ about, isSound, seen, advice }) => [
        isSound ? 'ok' : 'NO',
        about,
        advice ? `${seen}: ${advice}` : seen,
      ])
      process.stdout.write(json ? `${JSON.stringify(findings)}\n` : table(lines))
      const ills = findings.filter(finding => !finding.isSound)
      if (ills.length > 0) throw new Unsound(`not fit for a run: ${ills.map(({ about }) => about).join(', ')}`)
    })
