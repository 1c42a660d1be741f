import { HubApiError, type ListFileEntry, listFiles, pathsInfo } from '@huggingface/hub'
import { hubOf } from './environment.ts'
import { isOfNetwork, PassingFault, persist } from './patience.ts'
import type { FileState, Storage } from './storage.ts'
import { StorageError } from './storage-error.ts'
import { openWebFile, readWebFile, type WebFile } from './web.ts'

/** A place in a dataset of the hub; `path` is '' for all of it. */
interface Place {
  readonly name: string
  readonly revision: string
  readonly path: string
}

// A revision's slashes are escaped, but those of the hub's own refs (refs/convert/parquet) need not be.
const pattern = /^hf:\/\/datasets\/([^/@]+\/[^/@]+)(?:@((?:refs\/(?:convert|pr)\/)?[^/]+))?(?:\/(.*))?$/

const placeOf = (address: string): Place => {
  const [, name, revision = 'main', path = ''] = pattern.exec(address) ?? []
  if (name === undefined)
    throw new StorageError(
      `${address} names no dataset; wanted hf://datasets/owner/name/path, or …/name@revision/path.`,
      'EINVAL',
    )
  return { name, revision: decodeURIComponent(revision), path: path.replace(/\/+$/, '') }
}

/** What every question to the hub's API has. */
const questionOf = async ({ name, revision }: Place) => {
  const { endpoint, token } = await hubOf()
  return { repo: { type: 'dataset', name } as const, revision, hubUrl: endpoint, ...(token && { accessToken: token }) }
}

/** Files come from the address that a browser uses too, which knows ranges and redirects to where large files lie. */
const webFileOf = async (address: string): Promise<WebFile> => {
  const { name, revision, path } = placeOf(address)
  const { endpoint, token } = await hubOf()
  const url = `${endpoint}/datasets/${name}/resolve/${encodeURIComponent(revision)}/${escaped(path)}`
  return { url, address, ...(token && { headers: { authorization: `Bearer ${token}` } }) }
}

const escaped = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

const stateOf = async (address: string, signal?: AbortSignal): Promise<FileState | null> => {
  const place = placeOf(address)
  if (place.path === '') return { isFolder: true, bytes: 0 }
  const question = { ...(await questionOf(place)), paths: [place.path] }
  const [found] = await patiently(address, () => pathsInfo(question), signal)
  return found ? { isFolder: found.type === 'directory', bytes: found.size } : null
}

async function* filesBelow(folder: string, signal?: AbortSignal): AsyncGenerator<string> {
  const place = placeOf(folder)
  // Unlike pathsInfo, listFiles escapes nothing.
  const names = { revision: encodeURIComponent(place.revision), path: escaped(place.path) }
  const question = { ...(await questionOf(place)), ...names, recursive: true }
  for (const entry of await patiently(folder, () => collect(listFiles(question)), signal)) {
    const name = entry.path.slice(place.path.length).replace(/^\//, '')
    const isHidden = name.split('/').some(part => part.startsWith('.'))
    if (entry.type === 'file' && !isHidden) yield `${folder.replace(/\/+$/, '')}/${name}`
  }
}

const collect = async (entries: AsyncIterable<ListFileEntry>): Promise<ListFileEntry[]> => {
  const all: ListFileEntry[] = []
  for await (const entry of entries) all.push(entry)
  return all
}

const patiently = <T>(address: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
  persist(
    () => work().catch(error => Promise.reject(asFault(address, error))),
    (cause, attempts) =>
      new StorageError(`${address} cannot be looked up: ${cause.message}, ${attempts} times; try again later.`, 'EIO', {
        cause,
      }),
    signal,
  )

const asFault = (address: string, cause: unknown): unknown => {
  if (cause instanceof HubApiError) {
    const { statusCode } = cause
    if (statusCode >= 500 || statusCode === 429) return new PassingFault(`the hub answered ${statusCode}`, { cause })
    const advice = 'check the spelling; if it is private or gated, set HF_TOKEN to a token that may read it'
    // The hub answers 401 for what does not exist too, so as not to tell.
    return new StorageError(`${address} is answered with status ${statusCode}: ${advice}.`, codeOf(statusCode), {
      cause,
    })
  }
  // fetch says every failure of the network by a TypeError, whose cause names it.
  const reason = cause instanceof TypeError ? cause.cause : cause
  return isOfNetwork(reason) ? new PassingFault((reason as Error).message, { cause }) : cause
}

const codeOf = (status: number): string => (status === 401 || status === 403 ? 'EACCES' : 'ENOENT')

/** Datasets of the Hugging Face hub. */
export const hub: Storage = {
  stat: stateOf,
  list: (folder, { signal } = {}) => filesBelow(folder, signal),
  open: async (address, opening) => openWebFile(await webFileOf(address), opening),
  read: async (address, signal) => readWebFile(await webFileOf(address), signal),
}
