import { setTimeout as sleep } from 'node:timers/promises'
import type { RangedFile } from './ranged-file.ts'
import { SourceError } from './source-error.ts'

/** Read with the first look at a file: most footers are in it. */
const tailBytes = 64 * 2 ** 10
const attempts = 4
const firstPauseMs = 500

/** Part of a file as the server gave it. */
interface Part {
  readonly content: Uint8Array<ArrayBuffer>
  readonly version: string | null
  /** Size of the whole file. */
  readonly bytes: number
}

/**
 * A file on the web, read by range requests. It stays the version that it was when it was opened: every answer names its
 * version (ETag, or Last-Modified) and the size of the whole, and one that names another ends the reading.
 * @throws SourceError where it is not there, changes, or its server knows no ranges
 */
export const openRemote = async (url: string, signal: AbortSignal, pinned: string | null): Promise<RangedFile> => {
  const { bytes, version } = await ask(url, 0, 1, signal)
  const tailStart = Math.max(0, bytes - tailBytes)
  const readPart = async (position: number, length: number) => {
    const part = await ask(url, position, length, signal)
    if (part.version !== version || part.bytes !== bytes) throw changed(url, { bytes, version }, part)
    return part.content
  }
  if (pinned !== null && pinned !== version) throw changed(url, { bytes, version: pinned }, { bytes, version })
  const tail = await readPart(tailStart, bytes - tailStart)
  return {
    bytes,
    version,
    read: async (position, length) => {
      const isInTail = position >= tailStart && position + length <= bytes
      return isInTail ? tail.slice(position - tailStart, position - tailStart + length) : readPart(position, length)
    },
    close: async () => {},
  }
}

type Version = Pick<Part, 'bytes' | 'version'>

const changed = (url: string, before: Version, now: Version): SourceError => {
  const name = ({ bytes, version }: Version) => `${version ?? 'of no ETag'} (${bytes} bytes)`
  return new SourceError(
    `${url} changed while it was read: it was version ${name(before)}, it is now ${name(now)}; run the same command again.`,
  )
}

/** Asks for a range, again where the failure may be of the moment. */
const ask = async (url: string, position: number, length: number, signal: AbortSignal): Promise<Part> => {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await askOnce(url, position, length, signal)
    if (typeof answer !== 'string') return answer
    if (attempt === attempts)
      throw new SourceError(
        `${url} cannot be read: ${answer}, ${attempts} times; check address and network, and run the same command again.`,
      )
    await sleep(firstPauseMs * 2 ** (attempt - 1), undefined, { signal })
  }
}

/** The part, or in words what may be otherwise next time. */
const askOnce = async (url: string, start: number, length: number, signal: AbortSignal): Promise<Part | string> => {
  try {
    const response = await fetch(url, { headers: { range: `bytes=${start}-${start + length - 1}` }, signal })
    if (response.status !== 206) return await refusalOf(url, response)
    const [, first, bytes] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '') ?? []
    const content = new Uint8Array(await response.arrayBuffer())
    if (Number(first) !== start || content.length !== length)
      return `${length} bytes from ${start} were asked for, ${content.length} from ${first} came`
    const version = response.headers.get('etag') ?? response.headers.get('last-modified')
    return { content, version, bytes: Number(bytes) }
  } catch (error) {
    signal.throwIfAborted()
    // fetch says every failure of the network by a TypeError, whose cause names it.
    if (!(error instanceof TypeError)) throw error
    return (error.cause as Error | undefined)?.message || error.message
  }
}

const refusalOf = async (url: string, response: Response): Promise<string> => {
  await response.body?.cancel()
  const { status } = response
  if (status >= 500 || status === 429) return `the server answered ${status}`
  throw new SourceError(
    status === 200
      ? `${url} comes from a server that knows no range requests; download the file and name it by its path.`
      : `${url} is answered with status ${status}; wanted a Parquet file that may be read, so check the address.`,
  )
}
