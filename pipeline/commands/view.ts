import { once } from 'node:events'
import { Command, Option } from 'commander'
import { integer } from './arguments.ts'

export interface ViewArguments {
  readonly port: number
  readonly host: string
}

/** `softpa view`: a page over shards, served on this machine until Ctrl-C. */
export const viewCommand = () =>
  new Command('view')
    .description('Shows shards in the browser: every picture, its caption, its prompts, and what became of each row.')
    .argument('<what>', 'a folder that softpa wrote, any folder with Parquet files, one such file, or the URL of one')
    .addOption(
      new Option('--port <number>', 'port to serve on').default(0, 'any free one').argParser(integer('--port')),
    )
    .option('--host <address>', 'address to serve on; others than this machine can then reach it', '127.0.0.1')
    .addHelpText(
      'after',
      `
Examples:
  softpa view out/demo
  softpa view pictures.parquet
  softpa view https://host.example/train-00000-of-00001.parquet

The address that it prints holds a secret: whoever has it may read what is shown. Nothing is loaded from elsewhere.`,
    )
    .action(async (what: string, { port, host }: ViewArguments) => {
      const { startViewer } = await import('../view/server/viewer.ts')
      const viewer = await startViewer({ what, port, host })
      process.stdout.write(`${viewer.url}\n`)
      process.stderr.write('Open this address in a browser. Ctrl-C ends.\n')
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      await viewer.close()
    })
