import robotsParser from 'robots-parser'
import { Reject } from '../reject.ts'
import type { Understanding } from './host-file.ts'

/** The rules of one origin as they concern us. */
export interface Robots {
  allows(url: URL): boolean
  /** How far apart requests should begin, in ms; no part of RFC 9309, but many hosts ask for it. */
  readonly delayMs: number
}

// Its types say `default`, as if it were an ES module; what Node gives is the function itself.
const parse = robotsParser as unknown as typeof robotsParser.default

/** More steps than this take about a second: a host could hold up the whole run by long rules for a long path. */
const maxSteps = 2 ** 28

/** A host that says nothing. */
export const allowingAll: Robots = { allows: () => true, delayMs: 0 }

/** Reads robots.txt for these product tokens (RFC 9309): a URL is allowed where the rules for each token allow it. */
export const readRobots = (text: string, origin: string, tokens: readonly string[]): Robots => {
  if (text === '') return allowingAll
  const rules = parse(`${origin}/robots.txt`, text)
  const delays = tokens.map(token => rules.getCrawlDelay(token) ?? 0)
  return {
    allows: url =>
      text.length * url.href.length <= maxSteps && tokens.every(token => rules.isAllowed(url.href, token) !== false),
    delayMs: 1000 * Math.max(0, ...delays),
  }
}

// Who says nothing at all about robots.txt has no picture to give either: the row tells how the host is silent.
const silence = new Set(
  'address-refused dns-failed connect-failed connect-timeout tls-failed headers-timeout deadline-exceeded http-429'.split(
    ' ',
  ),
)

/** How robots.txt is understood: unreachable means disallowed (RFC 9309, 2.3.1.4). */
export const robotsFile = (tokens: readonly string[], deadlineMs: number): Understanding<Robots> => ({
  path: '/robots.txt',
  deadlineMs,
  read: (text, origin) => readRobots(text, origin, tokens),
  lost: (reject, hops) => {
    throw hops === 0 && silence.has(reject.reason) ? reject : new Reject('robots-unreachable', told(reject))
  },
})

const told = ({ reason, detail }: Reject): string => (detail ? `${reason}: ${detail}` : reason)
