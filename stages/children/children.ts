import pLimit from 'p-limit'
import { type Answer, type Child, type Nature, StartError, startChild } from './child.ts'

/** Two children in a row died or hung over one request; the cause is the second one's end. */
export class DiedTwice extends Error {
  override readonly name = 'DiedTwice'
}

/** Children of one nature, each started when it is first needed. */
export interface Children {
  /** Starts one, to see that it can be. @throws StartError; the signal's reason where it aborts */
  greet(signal: AbortSignal): Promise<Answer>
  /**
   * Asks a child that is free; requests beyond the number of children wait. A child that dies or hangs over a request is
   * replaced, and the request made once more.
   * @throws DiedTwice, StartError; the signal's reason where it aborts
   */
  ask(request: unknown, signal: AbortSignal): Promise<Answer>
  /** Ends them; requests that wait or run fail. */
  close(): Promise<void>
}

/** @param count processes at most */
export const openChildren = (nature: Nature, count: number): Children => {
  const free: Child[] = Array.from({ length: Math.max(1, count) }, () => startChild(nature))
  const children = [...free]
  const lane = pLimit(children.length)
  let isClosed = false
  const requireOpen = (signal: AbortSignal): void => {
    signal.throwIfAborted()
    if (isClosed) throw new Error(`The processes of ${nature.name} were closed while a request waited for them.`)
  }

  const askTwice = async (child: Child, request: unknown, signal: AbortSignal): Promise<Answer> => {
    requireOpen(signal)
    try {
      return await child.ask(request)
    } catch (error) {
      requireOpen(signal)
      process.emitWarning(`${(error as Error).message} The request is made again, in a fresh process.`, 'ChildProcess')
    }
    try {
      return await child.ask(request)
    } catch (cause) {
      requireOpen(signal)
      if (cause instanceof StartError) throw cause
      throw new DiedTwice('Two processes in a row died or hung over one request: see the cause.', { cause })
    }
  }

  return {
    greet: signal => untilAborted(free.at(-1)!.greet(), signal),
    ask: (request, signal) => {
      const asked = lane(async () => {
        // The one that was used last is warm; the others start only when all before them are busy.
        const child = free.pop()!
        try {
          return await askTwice(child, request, signal)
        } finally {
          free.push(child)
        }
      })
      return untilAborted(asked, signal)
    },
    close: async () => {
      isClosed = true
      await Promise.all(children.map(child => child.close()))
    },
  }
}

// The child is left to finish, or to `close`: its work is lost either way, and another request may want it.
const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
