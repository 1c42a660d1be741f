import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathOf, readPath } from './address.ts'
import { drawPicture } from './picture.ts'
import type { Published } from './rows.ts'

/** Answers one request; `count` says how often this path was asked for, from 1. */
export type Answer = (response: ServerResponse, count: number) => void

const types: { readonly [extension: string]: string } = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
}

const send = (response: ServerResponse, bytes: Uint8Array | string, type: string) =>
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(bytes) }).end(bytes)

const status =
  (code: number): Answer =>
  response =>
    response.writeHead(code, { 'content-type': 'text/plain' }).end('no picture here\n')

const redirect =
  (location: string): Answer =>
  response =>
    response.writeHead(302, { location }).end()

const page = '<!doctype html><title>Not here any more</title><p>This picture has moved to our new gallery.'

/** The web's bad days, by path. A jpeg of the picture is what the healthy ones show in the end. */
export const troubles = async ({ scene, form }: Published): Promise<{ readonly [path: string]: Answer }> => {
  const jpeg = await drawPicture(scene, 'jpeg')
  return {
    '/lost/not-found.jpg': status(404),
    '/lost/gone.jpg': status(410),
    '/lost/forbidden.jpg': status(403),
    '/busy/heals.jpg': (response, count) =>
      count === 1 ? status(503)(response, count) : send(response, jpeg, 'image/jpeg'),
    '/busy/never-heals.jpg': status(503),
    '/odd/page.jpg': response => send(response, page, 'text/html'),
    '/odd/drawing.jpg': response => send(response, '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'),
    // The length is that of what is sent: only the picture itself can tell that its end is missing.
    '/odd/truncated.jpg': response => send(response, jpeg.subarray(0, Math.floor(jpeg.length * 0.6)), 'image/jpeg'),
    '/odd/empty.jpg': response => send(response, '', 'image/jpeg'),
    '/moved/once.jpg': redirect(pathOf(scene, form)),
    '/moved/inside.jpg': redirect('http://169.254.169.254/latest/meta-data/picture.jpg'),
    '/moved/loop.jpg': redirect('/moved/loop-back.jpg'),
    '/moved/loop-back.jpg': redirect('/moved/loop.jpg'),
    '/slow/hangs.jpg': () => {}, // headers never come; `close` ends the connection
  }
}

/**
 * Serves every scene there is, drawn when it is asked for, and the answers under their own paths, on 127.0.0.1. The port
 * is the wanted one where it is free, else any.
 */
export const serve = async (answers: { readonly [path: string]: Answer }, wantedPort: number) => {
  const counts = new Map<string, number>()
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://world').pathname
    const count = (counts.get(path) ?? 0) + 1
    counts.set(path, count)
    const wanted = readPath(path)
    if (!wanted) return (answers[path] ?? status(404))(response, count)
    drawPicture(wanted.scene, wanted.form).then(
      bytes => send(response, bytes, types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream'),
      error => response.destroy(error),
    )
  })
  await listen(server, wantedPort)
  const close = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close } // TCP has no other kind of address
}

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || port === 0) return reject(error)
      server.once('error', reject).listen(0, '127.0.0.1')
    })
    server.listen(port, '127.0.0.1')
  })
