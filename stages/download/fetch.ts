import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent } from 'undici'
import { Reject } from '../reject.ts'
import type { RowScope } from '../stage.ts'
import type { Image } from './body.ts'
import type { DownloadOptions } from './options.ts'
import type { Places } from './places.ts'
import { type Answer, type Redirect, request } from './request.ts'
import { parseUrl } from './url.ts'
import { ownUserAgent } from './user-agent.ts'

/** What all rows of a run share. */
export interface Client {
  readonly agent: Agent
  readonly places: Places
  readonly options: DownloadOptions
}

/** What one URL has used up. Its time passes in requests and pauses, not in the queues for a host or a lane. */
interface Trip {
  readonly signal: AbortSignal
  leftMs: number
  requests: number
  retries: number
}

const firstPauseMs = 500

/**
 * Fetches one image: follows redirects, repeats what may heal, gives up at the deadline.
 * @throws Reject for the row, the signal's reason on abort, and anything that is not of the network.
 */
export const fetchImage = async (text: string, client: Client, scope: RowScope) => {
  const { deadlineMs, maxRedirects } = client.options
  const trip: Trip = { signal: scope.signal, leftMs: deadlineMs, requests: 0, retries: 0 }
  try {
    let url = parseUrl(text)
    for (let redirects = 0; ; redirects++) {
      const answer = await insist(url, client, trip)
      if (answer.kind === 'image') return { bytes: answer.bytes, final_url: url.href }
      if (redirects === maxRedirects) throw new Reject('http-redirects', `more than ${maxRedirects}`)
      url = targetOf(answer, url)
    }
  } finally {
    scope.note({ attempts: trip.requests, fetchMs: Math.round(deadlineMs - trip.leftMs) })
  }
}

const targetOf = ({ status, location }: Redirect, base: URL): URL => {
  if (location === undefined) throw new Reject('http-redirects', `status ${status} without Location`)
  if (!URL.canParse(location, base.href))
    throw new Reject('http-redirects', `status ${status} with an unusable Location`)
  return parseUrl(location, base)
}

/** Asks until there is an answer, or a failure that does not heal in the time and the retries left. */
const insist = async (url: URL, client: Client, trip: Trip): Promise<Image | Redirect> => {
  while (true) {
    const answer = await ask(url, client, trip)
    if (answer.kind !== 'failure') return answer
    const waitMs = pauseMs(trip.retries, answer.retryAfterMs)
    if (!answer.healsNow || trip.retries === client.options.retries || waitMs >= trip.leftMs) throw answer.reject
    trip.retries += 1
    await spend(trip, () => pause(waitMs, trip.signal))
  }
}

const ask = (url: URL, { agent, places, options }: Client, trip: Trip): Promise<Answer> =>
  places(url.hostname.replace(/\.$/, ''), () => {
    trip.signal.throwIfAborted()
    trip.requests += 1
    const userAgent = options.userAgent ?? ownUserAgent
    return spend(trip, () => request(url, { ...options, userAgent, agent, signal: trip.signal, leftMs: trip.leftMs }))
  })

const spend = async <T>(trip: Trip, work: () => Promise<T>): Promise<T> => {
  const startMs = performance.now()
  try {
    return await work()
  } finally {
    trip.leftMs -= performance.now() - startMs
  }
}

/** Doubles with each retry; the jitter keeps rows that failed together from coming back together. */
const pauseMs = (retries: number, retryAfterMs = 0): number =>
  Math.max(retryAfterMs, firstPauseMs * 2 ** retries * (0.5 + Math.random() / 2))

const pause = async (waitMs: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(waitMs, undefined, { signal })
  } catch {
    // Only an abort ends a sleep, and it says so in an error of its own; the reason is what the run wants to hear.
    throw signal.reason
  }
}
