import type { Reason } from '../../schemas/reasons.ts'
import { Reject } from '../reject.ts'

/** A request that brought no image. `healsNow` says that asking again in a moment may end otherwise. */
export interface Failure {
  readonly kind: 'failure'
  readonly reject: Reject
  readonly healsNow: boolean
  /** What the host asked to wait, in ms. */
  readonly retryAfterMs?: number
}

/** How far a request had come when it failed. */
export type Phase = 'connecting' | 'waiting' | 'reading'

/** Marks that an error came from name resolution, whatever its code. */
export class DnsFailure extends Error {
  override readonly name = 'DnsFailure'
  readonly dnsCode: string

  constructor(dnsCode: string, cause?: Error) {
    super(`name resolution failed: ${dnsCode}`, { cause })
    this.dnsCode = dnsCode
  }
}

export const failure = (reason: Reason, detail = '', healsNow = false, cause?: unknown): Failure => ({
  kind: 'failure',
  reject: new Reject(reason, detail, { cause }),
  healsNow,
})

const unreachable = new Set(
  'ECONNREFUSED EHOSTUNREACH ENETUNREACH EHOSTDOWN ENETDOWN EADDRNOTAVAIL EAFNOSUPPORT EACCES EPERM EINVAL'.split(' '),
)
// A close, a reset and a write into a closed socket are one event seen at different moments: one detail for all.
const dropped = new Set(
  'ECONNRESET ECONNABORTED EPIPE ENOTCONN UND_ERR_SOCKET UND_ERR_RES_CONTENT_LENGTH_MISMATCH'.split(' '),
)
const timedOut: { readonly [code: string]: Reason } = {
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'headers-timeout',
  UND_ERR_BODY_TIMEOUT: 'body-timeout',
}
const silence = { connecting: 'connect-timeout', waiting: 'headers-timeout', reading: 'body-timeout' } as const
// OpenSSL's own names for a bad certificate, and Node's for everything else of TLS.
const tls =
  /^(EPROTO$|ERR_(TLS|SSL|OSSL)_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)$|PATH_LENGTH_|HOSTNAME_)/

/** What an error of a request means for its row; null where it is none of the network's: such an error stops the run. */
export const failureOf = (error: unknown, phase: Phase): Failure | null => {
  if (error instanceof Reject) return { kind: 'failure', reject: error, healsNow: false }
  if (error instanceof DnsFailure) return failure('dns-failed', error.dnsCode, error.dnsCode === 'EAI_AGAIN', error)
  if (error instanceof AggregateError) return failureOfAll(error, phase)
  if (!(error instanceof Error)) return null
  const { code = '' } = error as NodeJS.ErrnoException
  const timeout = code === 'ETIMEDOUT' ? silence[phase] : timedOut[code]
  if (timeout) return failure(timeout, '', true, error)
  if (unreachable.has(code)) return failure('connect-failed', code, false, error)
  if (tls.test(code)) return failure('tls-failed', code, false, error)
  if (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad ')) return misspoken(error.message, error)
  if (dropped.has(code) || error.message.endsWith('(Invalid EOF state)')) return droppedIn(phase, error)
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return misspoken('headers too long', error)
  // A 101 that nobody asked for, a status of 000: undici's parser passes them, and undici asserts that it does not.
  if (code === 'ERR_ASSERTION' && phase !== 'connecting') return misspoken('unexpected by the client', error)
  // undici's parser sets no code; what it saw stands in brackets.
  if (error.name === 'HTTPParserError') return misspoken(/\((.+)\)$/.exec(error.message)?.[1] ?? '', error)
  return null
}

const misspoken = (detail: string, error: Error): Failure => failure('http-protocol', detail, false, error)

const droppedIn = (phase: Phase, error: Error): Failure =>
  phase === 'reading'
    ? failure('http-protocol', 'closed before the end of the body', true, error)
    : failure('connect-failed', 'closed before an answer', true, error)

/** A name with several addresses fails with one error for each; which was first is luck. */
const failureOfAll = ({ errors }: AggregateError, phase: Phase): Failure | null => {
  const failures = errors.map(error => failureOf(error, phase))
  const known = failures.filter(each => each !== null)
  const rank = ({ reject }: Failure) => `${reject.reason} ${reject.detail}`
  const [first] = known.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  return first && known.length === failures.length ? first : null
}
