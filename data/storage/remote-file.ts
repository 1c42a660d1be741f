import type { RangedFile } from './ranged-file.ts'
import { StorageError } from './storage-error.ts'

/** Read at once where any of it is wanted: most footers are in it. */
const tailBytes = 64 * 2 ** 10

/** Which file of this address it is: its ETag or the like, null where the server has no name for it; and its size. */
export interface Version {
  readonly version: string | null
  readonly bytes: number
}

/** Part of a file as the server gave it. */
export interface Part extends Version {
  readonly content: Uint8Array<ArrayBuffer>
}

/** A file that somebody serves by ranges. */
export interface Served {
  readonly address: string
  look(): Promise<Version>
  /** `length` bytes from `position`, and of which version they are. */
  part(position: number, length: number): Promise<Part>
}

/**
 * Opens a file somewhere else. It stays the version that it was when it was opened: an answer that names another version or
 * another size ends the reading.
 * @param pinned the version that it must be, where this process has read of it before
 * @throws StorageError where it changed
 */
export const openRemote = async (served: Served, pinned: string | null = null): Promise<RangedFile> => {
  const { address } = served
  const { bytes, version } = await served.look()
  if (pinned !== null && pinned !== version) throw changed(address, { bytes, version: pinned }, { bytes, version })
  const tailStart = Math.max(0, bytes - tailBytes)
  const readPart = async (position: number, length: number) => {
    const part = await served.part(position, length)
    if (part.version !== version || part.bytes !== bytes) throw changed(address, { bytes, version }, part)
    return part.content
  }
  let tail: Promise<Uint8Array<ArrayBuffer>> | null = null
  const readTail = async (start: number, end: number) => {
    tail ??= readPart(tailStart, bytes - tailStart)
    return (await tail).slice(start - tailStart, end - tailStart)
  }
  return {
    bytes,
    version,
    read: async (position, length) => {
      if (length === 0) return new Uint8Array()
      const isInTail = position >= tailStart && position + length <= bytes
      return isInTail ? readTail(position, position + length) : readPart(position, length)
    },
    close: async () => {},
  }
}

const changed = (address: string, before: Version, now: Version): StorageError => {
  const name = ({ bytes, version }: Version) => `${version ?? 'of no ETag'} (${bytes} bytes)`
  return new StorageError(
    `${address} changed while it was read: it was version ${name(before)}, it is now ${name(now)}; run the same command again.`,
    'ESTALE',
  )
}
