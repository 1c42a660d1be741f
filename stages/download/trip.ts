import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { Reject } from '../reject.ts'
import type { Agent } from './agent.ts'
import type { Body } from './body.ts'
import type { DownloadOptions } from './options.ts'
import type { Places } from './places.ts'
import { type Answer, type Reading, type Redirect, request } from './request.ts'
import type { Room } from './room.ts'
import { parseUrl } from './url.ts'
import { ownUserAgent } from './user-agent.ts'

/** What all requests of a run share. */
export interface Client {
  readonly agent: Agent
  readonly places: Places
  readonly room: Room
  readonly options: DownloadOptions
}

/** What one URL has used up. Its time passes in requests and pauses, not in the queues for a host or a lane. */
export interface Trip {
  readonly signal: AbortSignal
  leftMs: number
  requests: number
  retries: number
}

export const startTrip = (signal: AbortSignal, leftMs: number): Trip => ({ signal, leftMs, requests: 0, retries: 0 })

/** How a trip goes on at each place that it comes to. */
export interface Manner {
  readonly maxRedirects: number
  readonly read: Reading
  /** Called before each URL of the trip is asked for; what it throws ends the trip. */
  enter(url: URL): Promise<void> | void
}

const firstPauseMs = 500

/**
 * Asks for `start`, follows redirects, repeats what may heal, until there is a body. Answers it and the URL that gave it.
 * @throws Reject, the signal's reason on abort, and anything that is not of the network.
 */
export const follow = async (start: URL, client: Client, trip: Trip, manner: Manner) => {
  let url = start
  for (let redirects = 0; ; redirects++) {
    await manner.enter(url)
    const answer = await insist(url, client, trip, manner.read)
    if (answer.kind === 'body') return { bytes: answer.bytes, url }
    if (redirects === manner.maxRedirects) throw new Reject('http-redirects', `more than ${manner.maxRedirects}`)
    url = targetOf(answer, url)
  }
}

const targetOf = ({ status, location }: Redirect, base: URL): URL => {
  if (location === undefined) throw new Reject('http-redirects', `status ${status} without Location`)
  if (!URL.canParse(location, base.href))
    throw new Reject('http-redirects', `status ${status} with an unusable Location`)
  return parseUrl(location, base)
}

/** Asks until there is an answer, or a failure that does not heal in the time and the retries left. */
const insist = async (url: URL, client: Client, trip: Trip, read: Reading): Promise<Body | Redirect> => {
  while (true) {
    const answer = await ask(url, client, trip, read)
    if (answer.kind !== 'failure') return answer
    const waitMs = pauseMs(trip.retries, answer.retryAfterMs)
    if (!answer.healsNow || trip.retries === client.options.retries || waitMs >= trip.leftMs) throw answer.reject
    trip.retries += 1
    await spend(trip, () => pause(waitMs, trip.signal))
  }
}

const ask = (url: URL, { agent, places, room, options }: Client, trip: Trip, read: Reading): Promise<Answer> =>
  places.take(hostOf(url), async () => {
    trip.signal.throwIfAborted()
    if (trip.leftMs <= 0) throw new Reject('deadline-exceeded')
    trip.requests += 1
    const userAgent = options.userAgent ?? ownUserAgent
    const { signal, leftMs } = trip
    const { maxBytes } = options
    const onRest = (ms: number) => {
      trip.leftMs += ms
    }
    const connection = agent.take(url.origin)
    const how = { connection, userAgent, read, room, maxBytes, signal, leftMs, onRest }
    try {
      return await spend(trip, () => request(url, how))
    } finally {
      // undici lets go of a connection one turn after its answer.
      await nextTurn()
      agent.giveBack(url.origin, connection)
    }
  })

/** Without the dot that may end a name: the same host. */
const hostOf = (url: URL): string => url.hostname.replace(/\.$/, '')

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

/** @throws the signal's reason on abort */
export const pause = async (waitMs: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(waitMs, undefined, { signal })
  } catch {
    // Only an abort ends a sleep, and it says so in an error of its own; the reason is what the run wants to hear.
    throw signal.reason
  }
}
