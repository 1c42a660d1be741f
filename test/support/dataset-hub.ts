import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** What the hub lists on a page; so few that a short listing has several. */
const entriesOnPage = 2

/**
 * Speaks for a dataset of the Hugging Face hub on 127.0.0.1: tree with its pages, paths-info, and resolve, which sends the
 * reader on to another host, where files are read by ranges and no token may come. Who brings another token than
 * `token`, where there is one, is told that there is no such dataset.
 */
export const startDatasetHub = async (
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  token: string | null = null,
) => {
  const leaked: string[] = []
  const blobs = await listen((request, response) => {
    if (request.headers.authorization) leaked.push(request.headers.authorization)
    sendPart(request, response, files.get(pathOf(request))!)
  })
  const hub = await listen(async (request, response) => {
    if (token && request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end()
    const url = new URL(request.url!, 'http://hub')
    const [, kind, path = ''] =
      new RegExp(`^(?:/api)?/datasets/${name}/(\\w+(?:-\\w+)?)/main/?(.*)$`).exec(url.pathname) ?? []
    if (kind === 'tree') return sendPage(response, hub.url + request.url, decodeURI(path), url.searchParams, files)
    if (kind === 'paths-info')
      return sendJson(
        response,
        ((await json(request)) as { paths: string[] }).paths.flatMap(asked => entryOf(files, asked)),
      )
    const isThere = kind === 'resolve' && files.has(decodeURIComponent(path))
    return isThere ? response.writeHead(302, { location: `${blobs.url}/${path}` }).end() : response.writeHead(404).end()
  })
  return { url: hub.url, leaked, close: () => Promise.all([hub.close(), blobs.close()]) }
}

const entryOf = (files: ReadonlyMap<string, Uint8Array>, path: string) => {
  const file = files.get(path)
  if (file) return [{ type: 'file', path, size: file.length, oid: sha1(file) }]
  const isFolder = [...files.keys()].some(name => name.startsWith(`${path}/`))
  return isFolder ? [{ type: 'directory', path, size: 0, oid: '' }] : []
}

const sendPage = (
  response: ServerResponse,
  url: string,
  folder: string,
  search: URLSearchParams,
  files: ReadonlyMap<string, Uint8Array>,
) => {
  const below = [...files].filter(([path]) => folder === '' || path.startsWith(`${folder}/`))
  if (below.length === 0) return response.writeHead(404).end()
  const start = Number(search.get('cursor') ?? 0)
  const page = below.slice(start, start + entriesOnPage)
  const next = new URL(url)
  next.searchParams.set('cursor', String(start + entriesOnPage))
  const entries = page.map(([path, file]) => ({ type: 'file', path, size: file.length, oid: sha1(file) }))
  const more = start + entriesOnPage < below.length ? { link: `<${next.href}>; rel="next"` } : {}
  return sendJson(response, entries, more)
}

const sendJson = (response: ServerResponse, value: unknown, headers: { readonly [name: string]: string } = {}) =>
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))

const pathOf = (request: IncomingMessage): string =>
  decodeURIComponent(new URL(request.url!, 'http://blobs').pathname.slice(1))

const sendPart = (request: IncomingMessage, response: ServerResponse, file: Uint8Array) => {
  const headers = { etag: `"${sha1(file)}"` }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
  if (first === undefined) return response.writeHead(200, headers).end(file)
  const part = file.subarray(Number(first), Number(last) + 1)
  const range = `bytes ${first}-${Number(first) + part.length - 1}/${file.length}`
  return response.writeHead(206, { ...headers, 'content-range': range }).end(part)
}

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex')

const listen = async (handle: (request: IncomingMessage, response: ServerResponse) => unknown) => {
  const server = createServer(handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
