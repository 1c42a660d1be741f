import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import workerpool from 'workerpool'
import { Reject } from '../reject.ts'
import type { Decoded, Decoding } from './decode.ts'

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
  const pool = workerpool.pool(script, {
    workerType: 'process',
    maxWorkers: Math.max(1, workers),
    forkOpts: { serialization: 'advanced' },
  })
  // workerpool's own queue stops for good when a child dies with nobody asking again: keep it empty.
  const lane = pLimit(Math.max(1, workers))

  const ask = async <T>(method: string, given: unknown[], signal: AbortSignal): Promise<T> => {
    signal.throwIfAborted()
    const answer = pool.exec(method, given).timeout(timeoutMs)
    const cancel = () => answer.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return (await answer) as T
    } catch (error) {
      signal.throwIfAborted()
      throw error
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  const decodeTwice = async (bytes: Uint8Array, decoding: Decoding, signal: AbortSignal): Promise<Decoded> => {
    // Whatever goes wrong with the picture comes back as an answer: an error here is a child that died or hung.
    try {
      return await ask<Decoded>('decode', [bytes, decoding], signal)
    } catch {
      signal.throwIfAborted()
    }
    await requireChild(signal)
    try {
      return await ask<Decoded>('decode', [bytes, decoding], signal)
    } catch (cause) {
      signal.throwIfAborted()
      throw new Reject('decode-failed', 'the decoder died twice', { cause })
    }
  }

  // Where no child starts at all, the machine is broken, not the picture: that stops the run.
  const requireChild = async (signal: AbortSignal): Promise<void> => {
    try {
      await ask('wake', [], signal)
    } catch (cause) {
      signal.throwIfAborted()
      throw new Error('No decoding process starts: see the cause, then run again to resume.', { cause })
    }
  }

  return {
    decode: (bytes, decoding, signal) =>
      lane(async () => {
        const decoded = await decodeTwice(bytes, decoding, signal)
        if ('failure' in decoded) throw new Reject('decode-failed', decoded.failure)
        return decoded.bytes
      }),
    close: async () => {
      await pool.terminate(true)
    },
  }
}
