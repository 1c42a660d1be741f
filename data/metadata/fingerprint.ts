import { createHash } from 'node:crypto'
import type { RangedFile } from '../storage/ranged-file.ts'

const wholeBytes = 8 * 2 ** 20
const blockBytes = 64 * 2 ** 10
const blocks = 32

/**
 * Says whether a file is still the one that was planned, by content alone: sha256 over its size (8 bytes, little
 * endian), its footer, and its bytes; of files beyond 8 MiB, 32 evenly spaced blocks of 64 KiB, from first to last byte.
 * A Parquet footer holds every column chunk's place, size and (mostly) range, so that a rewritten file differs there.
 */
export const fingerprint = async (file: RangedFile, footer: Uint8Array): Promise<string> => {
  const { bytes } = file
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(bytes))
  const hash = createHash('sha256').update(size).update(footer)
  if (bytes <= wholeBytes) return hash.update(await file.read(0, bytes)).digest('hex')
  // Side by side, because on the web each is a request.
  const positions = Array.from({ length: blocks }, (_, block) =>
    Math.floor(((bytes - blockBytes) * block) / (blocks - 1)),
  )
  for (const block of await Promise.all(positions.map(position => file.read(position, blockBytes)))) hash.update(block)
  return hash.digest('hex')
}
