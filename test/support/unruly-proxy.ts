import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What the proxy does to the next request whose method and path match, instead of passing it on. */
export interface Trick {
  readonly on: RegExp
  readonly kind: /** 503 SlowDown, as S3 throttles. */
    | 'throttle'
    /** The connection is reset, and the store has heard nothing. */
    | 'reset'
    /** The store has done it, and the answer gets lost. */
    | 'lose'
    /** Half of the answer's body comes. */
    | 'cut'
    /** No answer comes, until the connection is closed. */
    | 'hang'
  /** For how many requests; 1 where absent. */
  times?: number
}

const slowDown =
  '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'

/** Stands before an HTTP server on 127.0.0.1 and plays tricks on those who come; `mend` may change what the server says. */
export const startUnrulyProxy = async (target: URL, mend: (body: Buffer) => Buffer = body => body) => {
  const tricks: Trick[] = []
  const heard: string[] = []
  const server = createServer(async (incoming, response) => {
    const line = `${incoming.method} ${incoming.url}`
    heard.push(line)
    const trick = take(tricks, line)
    const body = await buffer(incoming)
    if (trick === 'hang') return
    if (trick === 'throttle') return response.writeHead(503, { 'content-type': 'application/xml' }).end(slowDown)
    if (trick === 'reset') return incoming.socket.destroy()
    await pass(target, mend, incoming, body, response, trick)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tricks,
    heard,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const take = (tricks: Trick[], line: string): Trick['kind'] | null => {
  const at = tricks.findIndex(({ on }) => on.test(line))
  const trick = tricks[at]
  if (!trick) return null
  const times = (trick.times ?? 1) - 1
  if (times > 0) tricks[at] = { ...trick, times }
  else tricks.splice(at, 1)
  return trick.kind
}

const pass = (
  target: URL,
  mend: (body: Buffer) => Buffer,
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  trick: Trick['kind'] | null,
): Promise<void> =>
  new Promise(resolve => {
    const { method, headers, url: path } = incoming
    const onward = request({ host: target.hostname, port: target.port, method, path, headers }, async answer => {
      const content = mend(await buffer(answer))
      resolve()
      if (trick === 'lose') return incoming.socket.destroy()
      response.writeHead(answer.statusCode!, answer.headers)
      if (trick !== 'cut') return response.end(content)
      response.write(content.subarray(0, content.length >> 1))
      // After the half has gone out.
      setImmediate(() => incoming.socket.destroy())
    })
    onward.on('error', () => {
      incoming.socket.destroy()
      resolve()
    })
    onward.end(body)
  })
