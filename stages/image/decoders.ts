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
const startTimeoutMs = 60_000

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

  let isClosed = false
  const requireOpen = (signal: AbortSignal): void => {
    signal.throwIfAborted()
    if (isClosed) throw new Error('The decoders were closed while a picture waited for them.')
  }

  const decode = async (bytes: Uint8Array, decoding: Decoding): Promise<Decoded> =>
    (await pool.exec('decode', [bytes, decoding]).timeout(timeoutMs)) as Decoded

  // Whatever is wrong with the picture comes back as an answer: an error here is a child that died or hung.
  const decodeTwice = async (bytes: Uint8Array, decoding: Decoding, signal: AbortSignal): Promise<Decoded> => {
    requireOpen(signal)
    try {
      return await decode(bytes, decoding)
    } catch {
      // The second attempt keeps the cause, should it die as well.
      requireOpen(signal)
    }
    await requireChild(signal)
    try {
      return await decode(bytes, decoding)
    } catch (cause) {
      requireOpen(signal)
      throw new Reject('decode-failed', 'the decoder died twice', { cause })
    }
  }

  // Where no child starts at all, the machine is broken, not the picture: that stops the run.
  const requireChild = async (signal: AbortSignal): Promise<void> => {
    try {
      await pool.exec('wake', []).timeout(startTimeoutMs)
    } catch (cause) {
      requireOpen(signal)
      throw new Error('No decoding process starts: see the cause, then run again to resume.', { cause })
    }
  }

  return {
    decode: async (bytes, decoding, signal) => {
      signal.throwIfAborted()
      const decoded = await untilAborted(
        lane(() => decodeTwice(bytes, decoding, signal)),
        signal,
      )
      if ('failure' in decoded) throw new Reject('decode-failed', decoded.failure)
      return decoded.bytes
    },
    close: async () => {
      isClosed = true
      await pool.terminate(true)
    },
  }
}

// The child is left to finish, or to `close`: cancelling through workerpool throws where nobody can catch.
const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
