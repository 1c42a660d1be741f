import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import type { Reason } from '../../schemas/reasons.ts'
import { drawHostilePictures } from './hostile-pictures.ts'
import { hostileTroubles, hostileUrls, type Trouble } from './hostile-troubles.ts'

/** A web where hardly anybody means well. */
export interface HostileWeb {
  /** `127.0.0.1:port`, to be opened by `--allow-address`. */
  readonly address: string
  /** How the row of each URL must end: by its reason, or null as a picture. */
  readonly ends: ReadonlyMap<string, Reason | null>
  /** Connections that came to a port that is not opened. */
  strayed(): number
  close(): Promise<void>
}

/**
 * Serves `hostsOfEach` hosts of each trouble and `good` good ones on 127.0.0.1, each under a name of its own,
 * `<trouble>-<number>.test`, which `hostile-network.ts` resolves.
 */
export const startHostileWeb = async ({
  hostsOfEach,
  good,
  port = 0,
}: {
  readonly hostsOfEach: number
  readonly good: number
  readonly port?: number
}): Promise<HostileWeb> => {
  let strayed = 0
  const closed = createSocketServer(socket => {
    strayed += 1
    socket.destroy()
  })
  const troubles: { readonly [name: string]: Trouble } = hostileTroubles(await drawHostilePictures(), {
    port: await listen(closed, 0),
  })
  const server = openServer(troubles)
  const opened = await listen(server, port)
  const names = Object.keys(troubles).flatMap(name =>
    Array.from({ length: name === 'good' ? good : hostsOfEach }, (_, number) => [name, `${name}-${number}`] as const),
  )
  const rows = names.map(([name, host]) => [`http://${host}.test:${opened}/a.jpg`, troubles[name]!.ends] as const)
  return {
    address: `127.0.0.1:${opened}`,
    ends: new Map([...rows, ...Object.entries(hostileUrls(`good-0.test:${opened}`))]),
    strayed: () => strayed,
    close: async () => {
      server.closeAllConnections()
      await Promise.all([server, closed].map(each => new Promise(resolve => each.close(resolve))))
    },
  }
}

const openServer = (troubles: { readonly [name: string]: Trouble }) => {
  const counts = new Map<string, number>()
  const none: Trouble['picture'] = response => response.writeHead(404).end()
  const server = createServer(({ headers, url = '/' }, response) => {
    const { host = '' } = headers
    const count = (counts.get(host + url) ?? 0) + 1
    counts.set(host + url, count)
    const trouble: Partial<Trouble> = troubles[/^(.+)-\d+\.test/.exec(host)?.[1] ?? ''] ?? {}
    const files: { readonly [path: string]: Trouble['picture'] } = {
      '/robots.txt': trouble.robots ?? none,
      '/.well-known/tdmrep.json': trouble.tdmrep ?? none,
    }
    const answer = files[url] ?? trouble.picture ?? none
    answer(response, count)
  })
  // Connections are cut off in the middle, on purpose.
  server.on('connection', socket => socket.on('error', () => {}))
  return server
}

const listen = async (server: Server, port: number): Promise<number> => {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port // a TCP server has no other kind of address
}
