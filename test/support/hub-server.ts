import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A model that the server has. Files beyond `largeBytes` are kept as LFS objects, as on the hub. */
export interface ServedModel {
  readonly commit: string
  readonly files: { readonly [path: string]: Uint8Array | string }
  /** Branches and tags beside `main`. */
  readonly refs?: readonly string[]
  readonly architecture?: string
  readonly isGated?: boolean
  /** Who does not bring this token is told that there is no such model. */
  readonly token?: string
}

/** What the server does to the next answer about a file, or about the model (`on: 'api'`), before it behaves again. */
export type Mischief = { readonly on: string } & (
  | { readonly kind: 'status'; readonly status: number }
  /** Sends so many bytes of the body, waits, and cuts the connection. */
  | { readonly kind: 'cut'; readonly bytes: number; readonly when: Promise<unknown> }
  /** Sends all, whatever range was asked for. */
  | { readonly kind: 'no-range' }
  /** Sends the right number of wrong bytes. */
  | { readonly kind: 'garbage' }
)

export interface Heard {
  readonly path: string
  readonly method: string
  readonly range: string | null
  readonly authorization: string | null
  readonly status: number
}

const largeBytes = 1000

/**
 * Speaks the hub's file protocol on 127.0.0.1: api/models/{repo}/revision/{rev}, api/models/{repo}/tree/{rev} and
 * {repo}/resolve/{rev}/{file} with its headers, ranges, error codes, and a redirect of large files to another host.
 */
export const startHubServer = async (models: { readonly [name: string]: ServedModel }) => {
  const heard: Heard[] = []
  const mischief: Mischief[] = []
  const note = (request: IncomingMessage, status: number) =>
    heard.push({
      path: request.url ?? '',
      method: request.method ?? '',
      range: request.headers.range ?? null,
      authorization: request.headers.authorization ?? null,
      status,
    })
  const store = await listen((request, response) => {
    const isAsked = ([, file]: [string, Uint8Array | string]) => `/${sha256(bytesOf(file))}` === request.url
    const [path, file] = Object.values(models)
      .flatMap(({ files }) => Object.entries(files))
      .find(isAsked)!
    note(request, sendBytes(request, response, bytesOf(file), {}, take(mischief, path)))
  })
  const hub = await listen((request, response) => note(request, answer(request, response, models, store.url, mischief)))
  return {
    url: hub.url,
    heard,
    mischief,
    close: () => Promise.all([hub.close(), store.close()]),
  }
}

export type HubServer = Awaited<ReturnType<typeof startHubServer>>

const answer = (
  request: IncomingMessage,
  response: ServerResponse,
  models: { readonly [name: string]: ServedModel },
  store: string,
  mischief: Mischief[],
): number => {
  const url = new URL(request.url ?? '/', 'http://hub')
  const [, name = '', kind, revision = '', path = ''] =
    /^(?:\/api\/models)?\/([^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)\/?(.*)$/.exec(url.pathname) ?? []
  const model = models[name]
  if (!model || (model.token && request.headers.authorization !== `Bearer ${model.token}`))
    return refuse(response, 401, 'RepoNotFound')
  const known = ['main', ...(model.refs ?? []), model.commit]
  if (!known.includes(decodeURIComponent(revision))) return refuse(response, 404, 'RevisionNotFound')
  if (kind === 'revision') return sendJson(response, describe(name, model), take(mischief, 'api'))
  if (kind === 'tree') return sendJson(response, tree(model))
  if (model.files[path] === undefined) return refuse(response, 404, 'EntryNotFound')
  // What a gated model consists of is no secret.
  if (model.isGated) return refuse(response, 403, 'GatedRepo')
  return resolve(request, response, model, path, store, mischief)
}

const resolve = (
  request: IncomingMessage,
  response: ServerResponse,
  { commit, files }: ServedModel,
  path: string,
  store: string,
  mischief: Mischief[],
): number => {
  const bytes = bytesOf(files[path]!)
  const isLarge = bytes.length > largeBytes
  const headers = { 'x-repo-commit': commit, etag: `"${isLarge ? sha256(bytes) : gitHash(bytes)}"` }
  if (!isLarge)
    return sendBytes(request, response, bytes, headers, request.method === 'GET' ? take(mischief, path) : undefined)
  const linked = { 'x-linked-etag': `"${sha256(bytes)}"`, 'x-linked-size': String(bytes.length) }
  response.writeHead(302, { ...headers, ...linked, location: `${store}/${sha256(bytes)}` }).end()
  return 302
}

const take = (mischief: Mischief[], on: string): Mischief | undefined => {
  const at = mischief.findIndex(trick => trick.on === on)
  return at < 0 ? undefined : mischief.splice(at, 1)[0]
}

const refuse = (response: ServerResponse, status: number, code: string): number => {
  response.writeHead(status, { 'x-error-code': code, 'x-error-message': code }).end()
  return status
}

const sendJson = (response: ServerResponse, value: unknown, trick?: Mischief): number => {
  const status = trick?.kind === 'status' ? trick.status : 200
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  return status
}

const sendBytes = (
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  headers: { readonly [name: string]: string },
  trick?: Mischief,
): number => {
  if (trick?.kind === 'status') {
    response.writeHead(trick.status).end()
    return trick.status
  }
  const [, start] = (trick?.kind !== 'no-range' && /^bytes=(\d+)-$/.exec(request.headers.range ?? '')) || []
  const content = trick?.kind === 'garbage' ? Buffer.alloc(bytes.length, 7) : bytes
  const part = content.subarray(Number(start ?? 0))
  const range = start === undefined ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
  const status = start === undefined ? 200 : 206
  response.writeHead(status, { ...headers, ...range, 'content-length': part.length, 'accept-ranges': 'bytes' })
  if (trick?.kind === 'cut') {
    response.write(part.subarray(0, trick.bytes))
    void trick.when.then(() => response.destroy())
  } else response.end(request.method === 'HEAD' ? undefined : part)
  return status
}

const describe = (name: string, { commit, files, architecture }: ServedModel) => ({
  id: name,
  modelId: name,
  sha: commit,
  private: false,
  gated: false,
  disabled: false,
  downloads: 0,
  likes: 0,
  tags: [],
  ...(architecture && { config: { architectures: [architecture] } }),
  siblings: Object.entries(files).map(([rfilename, file]) => {
    const bytes = bytesOf(file)
    const lfs = { sha256: sha256(bytes), size: bytes.length, pointerSize: 135 }
    return { rfilename, size: bytes.length, blobId: gitHash(bytes), ...(bytes.length > largeBytes && { lfs }) }
  }),
})

const tree = ({ files }: ServedModel) =>
  Object.entries(files).map(([path, file]) => {
    const bytes = bytesOf(file)
    const lfs = { oid: sha256(bytes), size: bytes.length, pointerSize: 135 }
    return { type: 'file', path, oid: gitHash(bytes), size: bytes.length, ...(bytes.length > largeBytes && { lfs }) }
  })

const listen = async (handle: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer(handle)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close(error => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

const bytesOf = (file: Uint8Array | string): Buffer => Buffer.from(file)

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const gitHash = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
