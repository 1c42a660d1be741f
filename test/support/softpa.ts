import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from './root.ts'

/** How a run of the command line ended; `code` is null where a signal ended it. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the command line as a child: `softpa('run', 'fetch', …)`. */
export const startSoftpa = (...args: readonly string[]) => startSoftpaUnder({}, ...args)

/** Starts it with more in its environment than there is in ours. */
export const startSoftpaUnder = (environment: { readonly [name: string]: string }, ...args: readonly string[]) =>
  startScript('dist/pipeline/softpa.cjs', args, process.cwd(), environment)

/** Starts a compiled script of ours as a child, in a folder; `seen` is what it has written to stdout so far. */
export const startScript = (
  script: string,
  args: readonly string[],
  cwd = process.cwd(),
  environment: { readonly [name: string]: string } = {},
) => {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: { ...process.env, ...environment },
  })
  let seen = ''
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString()
  })
  const closed = new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(
    ([how, stdout, stderr]): Ended => ({ ...how, stdout, stderr }),
  )
  return {
    ended,
    pid: child.pid,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    seen: () => seen,
    onStderr: (hear: (text: string) => void) => void child.stderr.on('data', chunk => hear(String(chunk))),
  }
}

/** Runs the command line to its end. */
export const softpa = (...args: readonly string[]): Promise<Ended> => startSoftpa(...args).ended

/** Runs it to its end with more in its environment than there is in ours. */
export const softpaUnder = (
  environment: { readonly [name: string]: string },
  ...args: readonly string[]
): Promise<Ended> => startSoftpaUnder(environment, ...args).ended
