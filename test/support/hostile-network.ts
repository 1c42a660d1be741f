// Loaded before softpa (`node --import`): gives it names that no one else knows, and writes down whom it connects to.
import { subscribe } from 'node:diagnostics_channel'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import type { Socket } from 'node:net'

const journal = process.env.SOFTPA_TEST_JOURNAL
if (!journal) throw new Error('SOFTPA_TEST_JOURNAL is not set; name the file that connections are written to.')

let rebindings = 0
/** The address of a name under .test; a rebinding name is now the loopback, now the metadata service. */
const addressOf = (hostname: string): string => {
  if (hostname === 'metadata.test') return '169.254.169.254'
  if (hostname === 'rebinding.test') return rebindings++ % 2 === 0 ? '127.0.0.1' : '169.254.169.254'
  return '127.0.0.1'
}

type Callback = (error: Error | null, addresses?: readonly { address: string; family: number }[]) => void

const lookup = (hostname: string, _: object, callback: Callback) => {
  const known = hostname.endsWith('.test')
  const failure = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
  setImmediate(() => (known ? callback(null, [{ address: addressOf(hostname), family: 4 }]) : callback(failure)))
}
dns.lookup = lookup as typeof dns.lookup
syncBuiltinESMExports()

subscribe('net.client.socket', message => {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (address: string, port: number) => appendFileSync(journal, `${address}:${port}\n`))
})
