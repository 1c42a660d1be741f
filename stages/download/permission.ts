import { Reject } from '../reject.ts'
import type { Failure } from './failure.ts'
import type { Headers } from './headers.ts'
import { openHostFiles } from './host-file.ts'
import type { OptOut } from './opt-out.ts'
import { type Robots, robotsFile } from './robots.ts'
import { tagRefusal } from './robots-tag.ts'
import { reservationFile, reservationRefusal } from './tdm.ts'
import { type Client, pause, type Trip } from './trip.ts'
import { productTokens } from './user-agent.ts'

/** Who may forbid a picture is asked: its host before it, by its headers, and those who opted out. */
export interface Permission {
  /** Waits until `url` may be asked for. @throws Reject where it may not be */
  ask(url: URL, trip: Trip): Promise<void>
  /** What the headers of a picture forbid. */
  refusalOf(headers: Headers): Failure | null
  /** @throws Reject where the owner of these bytes opted out */
  judge(bytes: Uint8Array): void
}

/** Hosts that ask for more than `maxCrawlDelayMs` between requests are given that. */
export const openPermission = (
  client: Client,
  optOut: OptOut,
  run: AbortSignal,
  maxCrawlDelayMs: number,
): Permission => {
  const { options } = client
  const tokens = productTokens(options.userAgent)
  const robots = openHostFiles(client, run, robotsFile(tokens, options.deadlineMs))
  const reservations = openHostFiles(client, run, reservationFile(options.deadlineMs / 4))
  const turn = openTurns(maxCrawlDelayMs)
  return {
    ask: async (url, trip) => {
      optOut.refuseUrl(url)
      if (options.robotsTxt) {
        const rules = await robots(url, trip)
        if (!rules.allows(url)) throw new Reject('robots-disallowed')
        await turn(rules, trip.signal)
      }
      if (options.tdm) {
        const rules = await reservations(url, trip)
        if (!rules.allows(url)) throw new Reject('tdm-reserved', 'tdmrep.json')
      }
    },
    refusalOf: headers =>
      (options.robotsTag ? tagRefusal(headers, tokens) : null) ?? (options.tdm ? reservationRefusal(headers) : null),
    judge: bytes => optOut.refuseBytes(bytes),
  }
}

/** Lets the rows of a host that asks for a delay begin one by one; their wait is a queue, which costs no deadline. */
const openTurns = (maxDelayMs: number) => {
  const nextMs = new WeakMap<Robots, number>()
  return async (robots: Robots, signal: AbortSignal): Promise<void> => {
    if (robots.delayMs === 0) return
    const nowMs = performance.now()
    const mineMs = Math.max(nowMs, nextMs.get(robots) ?? nowMs)
    nextMs.set(robots, mineMs + Math.min(robots.delayMs, maxDelayMs))
    if (mineMs > nowMs) await pause(mineMs - nowMs, signal)
  }
}
