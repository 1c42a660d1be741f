import { createServer, type RequestListener, type Server } from 'node:http'
import {
  type AddressInfo,
  createServer as createSocketServer,
  type Socket,
  type Server as SocketServer,
} from 'node:net'
import { onTestFinished } from 'vitest'
import { downloadOptions } from '../../../../stages/download/options.ts'
import { download } from '../../../../stages/download/stage.ts'
import { Reject } from '../../../../stages/reject.ts'
import type { Network } from '../../../../stages/stage.ts'

/** A JPEG as far as its first bytes tell, which is all that a download asks. */
export const jpeg = (length = 4000): Buffer => {
  const bytes = Buffer.alloc(length, 7)
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1])
  return bytes
}

export interface World {
  readonly port: number
  readonly url: string
  /** Connections accepted so far. */
  connections(): number
}

/** An HTTP server on the loopback, gone when the test ends. */
export const serve = (answer: RequestListener): Promise<World> => listen(createServer(answer))

/** A server that speaks whatever the test wants. */
export const serveSocket = (answer: (socket: Socket) => void): Promise<World> =>
  listen(
    createSocketServer(socket => {
      // The stage cuts connections off in the middle, on purpose.
      socket.on('error', () => {})
      answer(socket)
    }),
  )

/** A server that sends `text` once it is asked, and then does what `then` says: by default it closes. */
export const serveText = (text: string, then = (socket: Socket): unknown => socket.end()): Promise<World> =>
  serveSocket(socket => socket.once('data', () => socket.write(text, 'latin1', () => then(socket))))

export const listen = async (server: Server | SocketServer, scheme = 'http'): Promise<World> => {
  const sockets = new Set<Socket>()
  let connections = 0
  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `${scheme}://127.0.0.1:${port}/`, connections: () => connections }
}

export interface Fetched {
  readonly bytes?: Buffer
  readonly finalUrl?: string | null
  readonly reason?: string
  readonly detail?: string
  readonly attempts: number
}

export interface Visit {
  readonly options?: Partial<ReturnType<typeof downloadOptions.parse>>
  readonly network?: Partial<Network>
  readonly signal?: AbortSignal
}

/**
 * Opens the stage as a run does; the answer fetches a URL and tells a reject as data. Loopback is open; no file of the
 * host is asked for where a test does not say so.
 */
export const visit = async ({ options = {}, network = {}, signal = new AbortController().signal }: Visit = {}) => {
  const all = { lanes: 64, perHost: 64, allowAddresses: ['127.0.0.1'], ...network }
  const stage = download(downloadOptions.parse({ retries: 0, robotsTxt: false, tdm: false, ...options }))
  const opened = await stage.open({ workers: 1, device: 'cpu', network: all, signal })
  onTestFinished(() => opened.close?.())
  return async (url: string): Promise<Fetched> => {
    let attempts = 0
    const note = (figures: { readonly [name: string]: number }) => {
      attempts = figures.attempts ?? Number.NaN
    }
    try {
      const { bytes, final_url } = await opened.run({ url }, { signal, note })
      return { bytes: Buffer.from(bytes), finalUrl: final_url, attempts }
    } catch (error) {
      if (error instanceof Reject) return { reason: error.reason, detail: error.detail, attempts }
      throw error
    }
  }
}

/** Fetches one URL with a stage of its own. */
export const fetchOne = async (url: string, how?: Visit): Promise<Fetched> => (await visit(how))(url)
