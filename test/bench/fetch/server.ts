// The web of the fetch benchmarks, a process of its own: node server.js <folder of pictures> <folder of key and certificate>.
// Says its ports to its parent and ends with it. Its files of hosts are what hosts have: robots.txt half of them, no tdmrep.json.
import { constants } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

const [pictureFolder = '', keyFolder = ''] = process.argv.slice(2)
const pictures = new Map(readdirSync(pictureFolder).map(name => [name, readFileSync(join(pictureFolder, name))]))
const robots = 'User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: /sitemap.xml\n'
const missing = `<!doctype html><title>404 Not Found</title><h1>Not Found</h1>${' '.repeat(1000)}`

/** When each picture was asked for, in ms, since `/served` was asked last. */
let served: number[] = []

const answer: RequestListener = ({ url = '/', headers }, response) => {
  const name = url.slice(url.lastIndexOf('/') + 1)
  const picture = pictures.get(name)
  if (url.startsWith('/hangs/')) return
  if (picture) {
    served.push(performance.now())
    // One picture a connection: a fresh handshake for each.
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': picture.length, connection: 'close' })
    response.end(picture)
  } else if (url === '/served') {
    response.end(JSON.stringify(served))
    served = []
  } else if (url === '/robots.txt' && (headers.host?.length ?? 0) % 2 === 0) response.end(robots)
  else response.writeHead(404, { 'content-type': 'text/html' }).end(missing)
}

const listen = async (server: Server): Promise<number> => {
  server.on('connection', socket => socket.on('error', () => {}))
  await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))
  return (server.address() as AddressInfo).port // a TCP server has no other kind of address
}

const [key, cert] = ['key.pem', 'cert.pem'].map(name => readFileSync(join(keyFolder, name)))
const secure = createSecureServer({ key, cert, secureOptions: constants.SSL_OP_NO_TICKET }, answer)
process.on('disconnect', () => process.exit())
process.send?.({ http: await listen(createServer(answer)), https: await listen(secure) })
