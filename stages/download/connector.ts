import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { createSecureContext } from 'node:tls'
import { buildConnector } from 'undici'
import { Reject } from '../reject.ts'
import type { Network } from '../stage.ts'
import { addressPolicy, parseAllowedAddress } from './address.ts'
import { DnsFailure } from './failure.ts'
import type { DownloadOptions } from './options.ts'

type Permits = ReturnType<typeof addressPolicy>

/**
 * Whatever it connects to was judged by the address policy: a literal address before the connection, a name by the very
 * answer that is then connected, so that no second answer can slip in between.
 * @throws Error where an allowed address is malformed.
 */
export const openConnector = (options: DownloadOptions, network: Network): buildConnector.connector => {
  const permits = addressPolicy(network.allowAddresses.map(parseAllowedAddress))
  const resolve = network.lookup ?? systemLookup
  const secureContext = createSecureContext()
  // A lookup is told no port, and ports can be opened singly: hence one connector for each.
  const byPort = new Map<number, buildConnector.connector>()
  const connectorOf = (port: number): buildConnector.connector => {
    const known = byPort.get(port)
    if (known) return known
    const made = buildConnector({
      lookup: checkedLookup(permits, port, resolve),
      timeout: options.connectTimeoutMs,
      // Node's 250 ms would give up good but distant addresses for the next in the list, often a dead IPv6 one.
      autoSelectFamilyAttemptTimeout: Math.ceil(options.connectTimeoutMs / 4),
      secureContext,
    })
    byPort.set(port, made)
    return made
  }
  return (target, callback) => {
    const { hostname } = target
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
    if (isIP(hostname) !== 0 && !permits({ hostname, address: hostname, port })) callback(refused(hostname, port), null)
    else connectorOf(port)(target, callback)
  }
}

const refused = (hostname: string, port: number): Reject => new Reject('address-refused', `${hostname} port ${port}`)

/** No file descriptors, no memory: no host is to blame. */
const isOfMachine = ({ code = '' }: NodeJS.ErrnoException): boolean => ['', 'EMFILE', 'ENFILE', 'ENOMEM'].includes(code)

const checkedLookup =
  (permits: Permits, port: number, resolve: typeof systemLookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(isOfMachine(error) ? error : new DnsFailure(String(error.code), error), [])
      if (addresses.length === 0) return callback(new DnsFailure('ENODATA'), [])
      const [first, ...others] = addresses.filter(({ address }) => permits({ hostname, address, port }))
      if (!first) callback(refused(hostname, port), [])
      else if (options.all) callback(null, [first, ...others])
      else callback(null, first.address, first.family)
    })
  }
