import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, type Dispatcher, errors, interceptors, request } from 'undici'
import { DownloadError, ModelError } from '../model-error.ts'

/** Asks the hub. Redirects are followed; the token never goes to another host. */
export type Ask = (url: string, headers: { readonly [name: string]: string }, signal: AbortSignal) => Promise<Answer>
export type Answer = Dispatcher.ResponseData

/** @param token sent with every request where there is one */
export const openRequests = (token: string | null): { readonly ask: Ask; close(): Promise<void> } => {
  const agent = new Agent({ headersTimeout: 30_000, bodyTimeout: 60_000, connectTimeout: 10_000 })
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }))
  const common = { 'user-agent': 'softpa', ...(token && { authorization: `Bearer ${token}` }) }
  return {
    ask: (url, headers, signal) => request(url, { dispatcher, headers: { ...common, ...headers }, signal }),
    // Not `close`: that would wait for answers that nobody reads any more.
    close: () => agent.destroy(),
  }
}

/** What a status means: nothing for success, an error that says what to do for the rest. */
export const requireSuccess = async (answer: Answer, what: string, hasToken: boolean): Promise<void> => {
  if (answer.statusCode < 300) return
  await answer.body.dump()
  const code = String(answer.headers['x-error-code'] ?? '')
  throw (
    refusalOf(answer.statusCode, code, what, hasToken) ??
    new DownloadError(`${what}: the hub answered ${answer.statusCode} ${code}`.trim())
  )
}

const refusalOf = (status: number, code: string, what: string, hasToken: boolean): ModelError | null => {
  const access = hasToken ? 'the token in HF_TOKEN may not read it' : 'if it is private, set HF_TOKEN'
  if (code === 'GatedRepo')
    return new ModelError(
      `${what} is gated: accept its conditions on its page of the hub, then set HF_TOKEN to a token of that account.`,
    )
  if (code === 'RevisionNotFound') return new ModelError(`${what}: the hub has the model, but not that revision.`)
  // The hub answers 401 for what does not exist too, so as not to tell.
  if (code === 'RepoNotFound' || status === 401 || status === 404)
    return new ModelError(`${what} was not found on the hub: check the spelling; ${access}.`)
  if (status === 403) return new ModelError(`${what} is refused by the hub: ${access}.`)
  return null
}

/** How often a request is tried in a row without any progress, and how long to wait before the second time. */
export interface Patience {
  readonly attempts: number
  readonly pauseMs: number
}

export const patience: Patience = { attempts: 5, pauseMs: 1000 }

/**
 * Does the work again while the network fails it, after pauses that double.
 * @param progress a number that grows with what the work has done: work that gets on is never given up
 * @throws DownloadError when the patience is gone; at once whatever is not the network's fault
 */
export const persist = async <T>(
  work: () => Promise<T>,
  { attempts, pauseMs }: Patience,
  signal: AbortSignal,
  progress: () => number = () => 0,
): Promise<T> => {
  let failures = 0
  for (;;) {
    const before = progress()
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (!isNetworkFault(error)) throw error
      failures = progress() > before ? 1 : failures + 1
      if (failures >= attempts) throw asDownloadError(error)
    }
    await sleep(pauseMs * 2 ** (failures - 1), undefined, { signal })
  }
}

const networkCodes = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)

const isNetworkFault = (error: unknown): boolean =>
  error instanceof DownloadError ||
  error instanceof errors.UndiciError ||
  (error instanceof AggregateError && error.errors.every(isNetworkFault)) ||
  (error instanceof Error && networkCodes.has((error as NodeJS.ErrnoException).code ?? ''))

const asDownloadError = (error: unknown): DownloadError => {
  if (error instanceof DownloadError) return error
  const { message, code } = error as NodeJS.ErrnoException
  return new DownloadError(`the hub cannot be reached: ${message || code}; run the same command again to resume`, {
    cause: error,
  })
}
