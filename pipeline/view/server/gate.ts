import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Who may come in: `hosts` are the names that this server goes by; the port is another one behind a tunnel. */
export interface Gate {
  readonly token: string
  readonly hosts: readonly string[]
}

export interface Refusal {
  readonly status: number
  readonly sentence: string
}

/**
 * The path behind the token, each part decoded, or why it is refused. A page of another site can neither guess the token
 * nor, by a name that it points at 127.0.0.1, be taken for us: its name stands in the Host header.
 */
export const admit = ({ method, url = '', headers }: IncomingMessage, gate: Gate): readonly string[] | Refusal => {
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'Only GET and HEAD are answered.')
  const host = headers.host ?? ''
  if (!gate.hosts.includes(host.replace(/:\d+$/, '')))
    return refuse(403, 'This is not the host that the request names.')
  if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    return refuse(403, 'Pages of other origins are not answered.')
  const [token, ...path] = (url.split('?')[0] ?? '').replace(/^\//, '').split('/')
  if (!isSame(token ?? '', gate.token))
    return refuse(403, 'Open the address that `softpa view` printed, with all that stands in it: its token is missing.')
  const names = path.map(decode)
  return names.every(name => name !== null) ? names : refuse(400, 'This path leads nowhere.')
}

const refuse = (status: number, sentence: string): Refusal => ({ status, sentence })

/** One name of a path; null where it would lead elsewhere, however it is spelled. */
const decode = (part: string): string | null => {
  try {
    const name = decodeURIComponent(part)
    return name === '.' || name === '..' || /[/\\\0]/.test(name) ? null : name
  } catch {
    return null // a stray %
  }
}

const isSame = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
