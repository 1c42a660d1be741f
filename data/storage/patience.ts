import { setTimeout as sleep } from 'node:timers/promises'

/** How often something is tried in all, and how long to wait before the second time; each pause is twice the one before. */
const attempts = 8
const firstPauseMs = 250
const longestPauseMs = 20_000

/** Where somebody waits at a screen and nobody is at the address, which most often is a wrong one. */
const hastyAttempts = 2

/** What failed, and may not fail the next time. */
export class PassingFault extends Error {
  override readonly name = 'PassingFault'
}

/**
 * Does the work again where it failed by a PassingFault, after pauses that grow and differ, so that lanes that failed
 * together do not come back together; half a minute in all. With `isHasty`, somebody waits at a screen: that nobody is at
 * the address is said after half a second.
 * @throws what `givenUp` makes of the last fault; at once whatever is no PassingFault
 */
export const persist = async <T>(
  work: () => Promise<T>,
  givenUp: (fault: PassingFault, attempts: number) => Error,
  signal?: AbortSignal,
  isHasty = false,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      signal?.throwIfAborted()
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof PassingFault)) throw error
      if (attempt === (isHasty && isOfNobody(error) ? hastyAttempts : attempts)) throw givenUp(error, attempt)
    }
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1))
    const waited = sleep(pauseMs / 2 + (pauseMs / 2) * Math.random(), undefined, { ...(signal && { signal }) })
    // An abort is known by its own reason.
    await waited.catch(() => signal?.throwIfAborted())
  }
}

const networkCodes = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)

/** Whether there is no such host, or nobody on it who answers. */
const isOfNobody = ({ code, cause }: NodeJS.ErrnoException): boolean =>
  ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED'].includes(code ?? '') || (cause instanceof Error && isOfNobody(cause))

/** Whether an error is the network's, that may be over in a moment. */
export const isOfNetwork = (error: unknown): boolean =>
  error instanceof Error && networkCodes.has((error as NodeJS.ErrnoException).code ?? '')
