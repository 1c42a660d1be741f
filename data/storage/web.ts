import { absolute } from './address.ts'
import { PassingFault, persist } from './patience.ts'
import type { RangedFile } from './ranged-file.ts'
import { openRemote, type Part, type Version } from './remote-file.ts'
import type { FileState, Opening, Storage } from './storage.ts'
import { StorageError } from './storage-error.ts'

/** A file on the web: where it is, how it is named to a user, and what goes with every request. */
export interface WebFile {
  readonly url: string
  readonly address: string
  readonly headers?: { readonly [name: string]: string }
}

/** @throws StorageError ENOENT where the server has no such file */
export const openWebFile = (file: WebFile, { signal, version, isHasty }: Opening = {}): Promise<RangedFile> => {
  const part = (position: number, length: number) =>
    patiently(file, () => partOf(file, position, length, signal), signal)
  const look = () => patiently(file, () => partOf(file, 0, 1, signal), signal, isHasty)
  return openRemote({ address: file.address, look, part }, version)
}

/** The whole file, or null where there is none. */
export const readWebFile = (file: WebFile, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> =>
  patiently(
    file,
    async () => {
      const response = await ask(file, {}, signal)
      if (response.status === 404) return refuseNothing(response)
      if (!response.ok) return refuse(file, response)
      return new Uint8Array(await response.arrayBuffer())
    },
    signal,
  )

export const stateOfWebFile = async (file: WebFile, signal?: AbortSignal): Promise<FileState | null> => {
  const look = (): Promise<Version | null> =>
    partOf(file, 0, 1, signal).catch(error => {
      if (error instanceof StorageError && error.code === 'ENOENT') return null
      throw error
    })
  const seen = await patiently(file, look, signal)
  return seen && { isFolder: false, bytes: seen.bytes }
}

const patiently = <T>(file: WebFile, work: () => Promise<T>, signal?: AbortSignal, isHasty?: boolean): Promise<T> =>
  persist(
    async () => {
      try {
        return await work()
      } catch (error) {
        // fetch says every failure of the network by a TypeError, whose cause names it.
        if (!(error instanceof TypeError && error.cause instanceof Error)) throw error
        const { message, code } = error.cause as NodeJS.ErrnoException
        if (code !== undefined) throw new PassingFault(message || code, { cause: error })
        // What fetch refuses by itself, such as a port of another protocol, it refuses the next time too.
        throw new StorageError(`${file.address} cannot be read: ${message}; check the address.`, 'EINVAL', {
          cause: error,
        })
      }
    },
    (cause, attempts) =>
      new StorageError(
        `${file.address} cannot be read: ${cause.message}, ${attempts} times; check address and network, and run the same command again.`,
        'EIO',
        { cause },
      ),
    signal,
    isHasty,
  )

const ask = (file: WebFile, headers: { readonly [name: string]: string }, signal?: AbortSignal): Promise<Response> =>
  fetch(file.url, { headers: { ...file.headers, ...headers }, ...(signal && { signal }) })

const partOf = async (file: WebFile, start: number, length: number, signal?: AbortSignal): Promise<Part> => {
  const response = await ask(file, { range: `bytes=${start}-${start + length - 1}` }, signal)
  if (response.status !== 206) return refuse(file, response)
  const [, first, bytes] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? []
  const content = new Uint8Array(await response.arrayBuffer())
  if (Number(first) !== start || content.length !== length)
    throw new PassingFault(`${length} bytes from ${start} were asked for, ${content.length} from ${first} came`)
  const version = response.headers.get('etag') ?? response.headers.get('last-modified')
  return { content, version, bytes: Number(bytes) }
}

const refuseNothing = async (response: Response): Promise<null> => {
  await response.body?.cancel()
  return null
}

/** @throws PassingFault where the status may be another next time, else StorageError */
const refuse = async ({ address }: WebFile, response: Response): Promise<never> => {
  await response.body?.cancel()
  const { status } = response
  if (status >= 500 || status === 429) throw new PassingFault(`the server answered ${status}`)
  if (status === 200)
    throw new StorageError(
      `${address} comes from a server that knows no range requests; download the file and name it by its path.`,
      'ENOTSUP',
    )
  const code = status === 404 ? 'ENOENT' : status === 401 || status === 403 ? 'EACCES' : `HTTP ${status}`
  throw new StorageError(
    `${address} is answered with status ${status}; wanted a file that may be read, so check the address.`,
    code,
  )
}

const webFile = (url: string): WebFile => ({ url, address: absolute(url) })

/** Any server that knows range requests. */
export const web: Storage = {
  stat: (url, signal) => stateOfWebFile(webFile(url), signal),
  list: (folder): never => {
    throw new StorageError(`${folder} is on the web, which lists no folders; name each file by its URL.`, 'ENOTSUP')
  },
  open: (url, opening) => openWebFile(webFile(url), opening),
  read: (url, signal) => readWebFile(webFile(url), signal),
}
