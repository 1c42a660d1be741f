import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** How the server treats the requests that come; may be changed while it runs. */
export interface Manners {
  etag: string
  knowsRanges: boolean
  /** So many of the next answers are 503. */
  busy: number
  /** Told the number of each request, from 1, before it is answered. */
  onRequest?: (request: number) => void
}

/** Serves one file at `url` by ranges, and counts the requests and the bytes of the file that it sent. Closed when the test ends. */
export const startRangeServer = async (path: string, name: string) => {
  const content = readFileSync(path)
  const manners: Manners = { etag: '"one"', knowsRanges: true, busy: 0 }
  const sent = { requests: 0, bytes: 0 }
  const server = createServer((request, response) => {
    sent.requests += 1
    manners.onRequest?.(sent.requests)
    if (request.url !== `/${name}`) return response.writeHead(404).end()
    if (manners.busy > 0) {
      manners.busy -= 1
      return response.writeHead(503).end()
    }
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    if (!manners.knowsRanges || first === undefined) return response.writeHead(200).end(content)
    const part = content.subarray(Number(first), Number(last) + 1)
    sent.bytes += part.length
    const range = `bytes ${first}-${Number(first) + part.length - 1}/${content.length}`
    return response
      .writeHead(206, { etag: manners.etag, 'content-range': range, 'content-length': part.length })
      .end(part)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  return { url: `http://127.0.0.1:${port}/${name}`, bytes: content.length, sent, manners }
}
