import { open } from 'node:fs/promises'
import { openRemote } from './remote-file.ts'

/** A file of which any bytes can be read, here or on the web. */
export interface RangedFile {
  readonly bytes: number
  /** What the web calls this version of the file; null where the file is here, or the server has no name for it. */
  readonly version: string | null
  /** `length` bytes from `position`. */
  read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

export const isRemote = (path: string): boolean => /^https?:\/\//i.test(path)

/**
 * Opens a path or a URL.
 * @param version where this process has read of the URL before: the version that it must still be
 * @throws SourceError where the web does not give it, the system's error where the disk does not
 */
export const openRanged = (path: string, signal: AbortSignal, version: string | null = null): Promise<RangedFile> =>
  isRemote(path) ? openRemote(path, signal, version) : openLocal(path)

const openLocal = async (path: string): Promise<RangedFile> => {
  const file = await open(path)
  const { size } = await file.stat()
  return {
    bytes: size,
    version: null,
    read: async (position, length) => {
      const into = new Uint8Array(length)
      for (let filled = 0; filled < length; ) {
        const { bytesRead } = await file.read(into, filled, length - filled, position + filled)
        if (bytesRead === 0) throw new Error(`the file ended at ${position + filled}, while it was read`)
        filled += bytesRead
      }
      return into
    },
    close: () => file.close(),
  }
}
