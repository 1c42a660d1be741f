import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How a command ended; `signal` is the first that was passed on to it, or null. */
export interface CommandEnd {
  readonly code: number
  readonly signal: NodeJS.Signals | null
}

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command with its output on the screen and passes signals on to it; its code is 128 + n where signal n ended it.
 * The command leads its own process group, so that a Ctrl-C, which a terminal sends to a whole group, reaches it once.
 * Its standard input is a pipe that stays silent and ends with this process, however that ends.
 */
export const runCommand = (
  command: string,
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<CommandEnd> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, ...variables }
    const child = spawn(command, args, { env, stdio: ['pipe', 'inherit', 'inherit'], detached: true })
    let heard: NodeJS.Signals | null = null
    const passOn = (signal: NodeJS.Signals) => {
      heard ??= signal
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, signal)
    }
    const stop = () => {
      for (const signal of passedOn) process.off(signal, passOn)
    }
    for (const signal of passedOn) process.on(signal, passOn)
    child.on('error', cause => {
      stop()
      reject(cause)
    })
    child.on('close', (code, signal) => {
      stop()
      resolve({ code: code ?? 128 + constants.signals[signal!], signal: heard })
    })
  })
