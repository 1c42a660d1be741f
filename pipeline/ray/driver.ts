import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ClusterError, UsageError } from '../errors.ts'
import { rayRequirements } from '../python/environment.ts'
import { openPython } from '../python/interpreter.ts'
import type { ReportLine } from '../report.ts'
import { root } from '../root.ts'

/** What `driver.py` is to do; its class Job says what each part means. */
export interface RayJob {
  readonly address: string | null
  readonly command: readonly string[]
  readonly folder: string
  readonly shards: readonly number[]
  readonly cpus: number | null
  readonly gpus: number
  readonly processes: number | null
  readonly ahead: number
  readonly attempts: number
}

/** What `driver.py` says. */
export type DriverEvent =
  | { readonly event: 'said'; readonly process: number; readonly line: ReportLine }
  | {
      readonly event: 'lost'
      readonly process: number
      readonly node: string
      readonly why: string
      readonly shards: readonly number[]
    }
  | { readonly event: 'failed'; readonly message: string; readonly code: number }

/**
 * Runs the driver to its end and hands on what it says. Where `hear` throws or the signal aborts, the driver ends its
 * processes first.
 * @throws UsageError, ClusterError with the driver's words; what `hear` threw; the signal's reason
 */
export const drive = async (job: RayJob, hear: (event: DriverEvent) => void, signal: AbortSignal): Promise<void> => {
  const python = await openPython(process.env.SOFTPA_PYTHON, rayRequirements)
  const child = spawn(python, [join(root, 'pipeline/ray/driver.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Ray tells its makers about clusters unless it is asked not to.
    env: { ...process.env, RAY_USAGE_STATS_ENABLED: process.env.RAY_USAGE_STATS_ENABLED ?? '0' },
    // A Ctrl-C reaches whole process groups: the driver is told by its input alone.
    detached: true,
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const end = () => child.stdin.end()
  // It reads its input until it ends: what cannot be written any more, nobody needs.
  child.stdin.on('error', () => {})
  child.stdin.write(`${JSON.stringify(job)}\n`)
  signal.addEventListener('abort', end, { once: true })
  let failure: { readonly error: unknown } | undefined
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (failure) continue
      try {
        const event = JSON.parse(line) as DriverEvent
        if (event.event === 'failed') throw new (event.code === 2 ? UsageError : ClusterError)(event.message)
        hear(event)
      } catch (error) {
        failure = { error }
        end()
      }
    }
    const [code, how] = await closed
    signal.throwIfAborted()
    if (failure) throw failure.error
    if (code !== 0)
      throw new ClusterError(`the driver of Ray ended with ${how ?? `exit code ${code}`}; its own words stand above`)
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}
