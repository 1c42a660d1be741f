import { Client } from 'undici'
import type { Network } from '../stage.ts'
import { openConnector } from './connector.ts'
import type { DownloadOptions } from './options.ts'

/** The one HTTP client of a run. */
export interface Agent {
  /** A connection to `origin`, new or kept, for one request at a time. */
  take(origin: string): Client
  /** Takes a connection back that has no request under way; who asks next may have it. */
  giveBack(origin: string, connection: Client): void
  close(): void
}

/**
 * Connections one by one, as many as are taken: `places.ts` bounds them. undici's own Agent has a pool for each host,
 * with a ring of 2,048 places: a run meets thousands of hosts a minute, and all that was a sixth of its CPU.
 * @throws Error where an allowed address is malformed.
 */
export const openAgent = (options: DownloadOptions, network: Network): Agent => {
  const settings = {
    connect: openConnector(options, network),
    // Long enough for the next row of a host that queues. Hosts ask for minutes, and each idle socket is a file descriptor
    // and 30 kB.
    keepAliveTimeout: 1_000,
    keepAliveMaxTimeout: 1_000,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyTimeoutMs,
  }
  const open = new Set<Client>()
  const idle = openIdle()
  const end = (connection: Client) => {
    open.delete(connection)
    connection.destroy(ended, () => {})
  }
  const begin = (origin: string): Client => {
    const connection = new Client(origin, settings)
    open.add(connection)
    // One that is taken connects again for its request, and is ended when it comes back.
    return connection.on('disconnect', () => {
      if (idle.remove(origin, connection)) end(connection)
    })
  }
  return {
    take: origin => idle.take(origin) ?? begin(origin),
    giveBack: (origin, connection) => {
      const { connected, size } = connection.stats
      if (connected && size === 0) idle.add(origin, connection)
      else end(connection)
    },
    close: () => {
      for (const connection of open) end(connection)
    },
  }
}

/** Said to undici, which would make an error with a trace for each connection otherwise. */
const ended = new Error('the connection is given up')

/** Connections that wait for their next request, by origin. */
const openIdle = () => {
  const byOrigin = new Map<string, Set<Client>>()
  const remove = (origin: string, connection: Client): boolean => {
    const waiting = byOrigin.get(origin)
    const isThere = waiting?.delete(connection) ?? false
    if (waiting?.size === 0) byOrigin.delete(origin)
    return isThere
  }
  return {
    remove,
    add: (origin: string, connection: Client): void => {
      const waiting = byOrigin.get(origin)
      if (waiting) waiting.add(connection)
      else byOrigin.set(origin, new Set([connection]))
    },
    take: (origin: string): Client | undefined => {
      const [connection] = byOrigin.get(origin) ?? []
      if (connection) remove(origin, connection)
      return connection
    },
  }
}
