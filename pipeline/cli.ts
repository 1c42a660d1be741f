import { runSoftpa } from './command-line.ts'

process.exitCode = await runSoftpa(process.argv.slice(2))
