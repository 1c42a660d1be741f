import { openFile } from './files.ts'
import type { RangedFile } from './ranged-file.ts'

/** Opens a file. */
export type OpenFile = (address: string) => Promise<RangedFile>

/** Files of more bytes are read by ranges, as ever. */
const heldBytes = 2 ** 20

/**
 * Opens files of which the small ones are read once and whole, however often they are opened: a look at a small shard is
 * three requests, and not thirty. For a shard at a time, because what was read stays.
 */
export const openHeld = (open: OpenFile = openFile): OpenFile => {
  const held = new Map<string, RangedFile>()
  return async address => {
    const before = held.get(address)
    if (before) return before
    const file = await open(address)
    if (file.bytes > heldBytes) return file
    try {
      const whole = inMemory(await file.read(0, file.bytes))
      held.set(address, whole)
      return whole
    } finally {
      await file.close()
    }
  }
}

/** Bytes as a file. */
export const inMemory = (bytes: Uint8Array<ArrayBuffer>): RangedFile => ({
  bytes: bytes.length,
  version: null,
  // A copy with a buffer of its own, which readers take for the whole of what they asked for.
  read: async (position, length) => new Uint8Array(bytes.subarray(position, position + length)),
  close: async () => {},
})
