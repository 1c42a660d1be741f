import { open } from 'node:fs/promises'

/** A file of which any bytes can be read, wherever it is. */
export interface RangedFile {
  readonly bytes: number
  /** What the web or the store calls this version of the file; null where it has no name. */
  readonly version: string | null
  /** `length` bytes from `position`. */
  read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  close(): Promise<void>
}

export const openLocalFile = async (path: string): Promise<RangedFile> => {
  const file = await open(path)
  const { size } = await file.stat()
  return {
    bytes: size,
    version: null,
    read: async (position, length) => {
      const into = new Uint8Array(length)
      for (let filled = 0; filled < length; ) {
        const { bytesRead } = await file.read(into, filled, length - filled, position + filled)
        if (bytesRead === 0) throw new Error(`${path} ended at byte ${position + filled}, while it was read`)
        filled += bytesRead
      }
      return into
    },
    close: () => file.close(),
  }
}

/** Large enough that a store a tenth of a second away still gives 40 MB/s. */
const pieceBytes = 4 * 2 ** 20

/** The whole file, a piece after the other, the next one asked for while one is looked at. */
export async function* pieces(file: RangedFile, bytes = pieceBytes): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const next = (start: number) => {
    const piece = start < file.bytes ? file.read(start, Math.min(bytes, file.bytes - start)) : null
    // Heard where it is awaited, which may be never.
    piece?.catch(() => undefined)
    return piece
  }
  for (let start = 0, ahead = next(0); ahead; start += bytes) {
    const piece = await ahead
    ahead = next(start + bytes)
    yield piece
  }
}
