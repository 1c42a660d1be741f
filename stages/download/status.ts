import { type Reason, reasons } from '../../schemas/reasons.ts'
import { type Failure, failure } from './failure.ts'

const redirects = new Set([301, 302, 303, 307, 308])
const healing = new Set([408, 425, 429, 500, 502, 503, 504])

/** A part of an image (206) was not asked for and is no success. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300 && status !== 206
export const isRedirect = (status: number): boolean => redirects.has(status)

/** What a status that is neither success nor redirect means for its row. */
export const statusFailure = (status: number, retryAfter: string | undefined, nowMs: number): Failure => {
  const reason = reasonOf(status)
  const detail = reason === `http-${status}` ? '' : `status ${status}`
  return { ...failure(reason, detail, healing.has(status)), retryAfterMs: retryAfterMs(retryAfter, nowMs) }
}

const reasonOf = (status: number): Reason => {
  const own = `http-${status}`
  if (own in reasons) return own as Reason
  return status >= 400 && status < 500 ? 'http-4xx' : status >= 500 && status < 600 ? 'http-5xx' : 'http-other'
}

/** How long a `Retry-After` header asks to wait, in ms: whole seconds or an HTTP date; 0 where it says neither. */
export const retryAfterMs = (header: string | undefined, nowMs: number): number => {
  if (header === undefined) return 0
  const waitMs = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Math.max(0, waitMs || 0)
}
