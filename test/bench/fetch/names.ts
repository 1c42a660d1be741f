// Loaded before softpa (`node --import`): every name under .test is the loopback, for us as in peer.py for the peer, so
// that neither side pays for name resolution.
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

const system = dns.lookup

const lookup = (hostname: string, options: dns.LookupAllOptions, callback: LookupCallback): void => {
  if (hostname.endsWith('.test')) setImmediate(callback, null, [{ address: '127.0.0.1', family: 4 }])
  else system(hostname, options, callback)
}

type LookupCallback = (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void

dns.lookup = lookup as typeof dns.lookup
syncBuiltinESMExports()
