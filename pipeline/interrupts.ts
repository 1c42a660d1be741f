import { Interrupted } from './errors.ts'

/** A signal that aborts at the first SIGINT or SIGTERM; the second ends the process at once. */
export const listenForInterrupts = (): { readonly signal: AbortSignal; stop(): void } => {
  const controller = new AbortController()
  const hear = () => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nstopping: the shards in flight are abandoned; press Ctrl-C again to stop at once\n')
    controller.abort(new Interrupted())
  }
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.on(name, hear)
  return {
    signal: controller.signal,
    stop: () => {
      for (const name of names) process.off(name, hear)
    },
  }
}
