import { once } from 'node:events'
import { Command, Option } from 'commander'
import { integer } from './arguments.ts'

export interface ViewArguments {
  readonly port: number
  readonly host: string
  readonly export?: string
  readonly rows: number
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
    .option('--export <file>', 'write one HTML file with a sample of the rows inside instead, to be sent to others')
    .addOption(new Option('--rows <number>', 'kept rows in that file').default(48).argParser(integer('--rows', 1)))
    .addHelpText(
      'after',
      `
Examples:
  softpa view out/demo
  softpa view pictures.parquet
  softpa view out/demo --export page.html
  softpa view https://host.example/train-00000-of-00001.parquet

The address that it prints holds a secret: whoever has it may read what is shown. Nothing is loaded from elsewhere.`,
    )
    .action(async (what: string, { port, host, export: to, rows }: ViewArguments) => {
      if (to !== undefined) return await exportTo(what, to, rows)
      const { startViewer } = await import('../view/server/viewer.ts')
      const viewer = await startViewer({ what, port, host })
      process.stdout.write(`${viewer.url}\n`)
      process.stderr.write('Open this address in a browser. Ctrl-C ends.\n')
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      await viewer.close()
    })

const exportTo = async (what: string, to: string, rows: number): Promise<void> => {
  const { exportPage } = await import('../view/server/export.ts')
  const done = await exportPage({ what, to, rows, signal: new AbortController().signal })
  const size = `${(done.bytes / 1e6).toFixed(1)} MB`
  process.stderr.write(`${done.rows} of ${done.of} rows, ${size}: whoever has the file can read them.\n`)
  process.stdout.write(`${to}\n`)
}
