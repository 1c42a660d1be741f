import { fileURLToPath } from 'node:url'
import { type Answer, StartError } from '../children/child.ts'
import { DiedTwice, openChildren } from '../children/children.ts'
import { forkScript } from '../children/fork.ts'
import { Reject } from '../reject.ts'
import type { Decoded, Decoding } from './decode.ts'
import type { Request } from './decoder.ts'

/** Child processes that decode. */
export interface Decoders {
  /** @throws Reject `decode-failed`; the signal's reason where it aborts */
  decode(bytes: Uint8Array, decoding: Decoding, signal: AbortSignal): Promise<Uint8Array>
  close(): Promise<void>
}

const script = fileURLToPath(new URL('./decoder.js', import.meta.url))

/**
 * Starts up to `workers` children, each when it is first needed. A child has one picture at a time: its memory stays
 * bounded, its death costs one picture, and libvips, whose messages are one list per process, cannot mix two.
 */
export const openDecoders = ({ workers, timeoutMs = 60_000 }: { workers: number; timeoutMs?: number }): Decoders => {
  const start = () => forkScript(script)
  const nature = { name: 'the decoder', start, greeting: 'wake', greetingTimeoutMs: 60_000, timeoutMs }
  const children = openChildren(nature, workers)
  return {
    decode: async (bytes, decoding, signal) => {
      signal.throwIfAborted()
      const answer = await children.ask({ bytes, decoding } satisfies Request, signal).catch(explain)
      const decoded = 'failure' in answer ? answer : (answer.answer as Decoded)
      if ('failure' in decoded) throw new Reject('decode-failed', decoded.failure)
      return decoded.bytes
    },
    close: children.close,
  }
}

const explain = (cause: unknown): Answer => {
  if (cause instanceof DiedTwice) throw new Reject('decode-failed', 'the decoder died twice', { cause })
  // Where no child starts at all, the machine is broken, not the picture: that stops the run.
  if (cause instanceof StartError)
    throw new Error('No decoding process starts: see the cause, then run again to resume.', { cause })
  throw cause
}
