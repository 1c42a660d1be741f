import type { Refuse } from './refuse.ts'

const endSignature = 0x06054b50
const endBytes = 22
const longestComment = 0xffff
const entrySignature = 0x02014b50
const entryBytes = 46
const localSignature = 0x04034b50
const localBytes = 30

/**
 * The files in a zip, by name, as parts of `zip`. Only files that are stored as they are, as PyTorch does, so that
 * nothing can unfold into more than came.
 */
export const readZip = (zip: Buffer, refuse: Refuse): ReadonlyMap<string, Buffer> => {
  const end = findEnd(zip) ?? refuse('is no zip, or is cut off; PyTorch 1.6 and later save a zip')
  const count = zip.readUInt16LE(end + 10)
  const files = new Map<string, Buffer>()
  let at = zip.readUInt32LE(end + 16)
  for (let index = 0; index < count; index += 1) {
    if (at + entryBytes > end || zip.readUInt32LE(at) !== entrySignature) refuse('has a broken zip directory')
    const nameBytes = zip.readUInt16LE(at + 28)
    const name = zip.toString('utf8', at + entryBytes, at + entryBytes + nameBytes)
    files.set(name, storedFile(zip, at, name, refuse))
    at += entryBytes + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return files
}

const findEnd = (zip: Buffer): number | null => {
  for (let at = zip.length - endBytes; at >= Math.max(0, zip.length - endBytes - longestComment); at -= 1)
    if (zip.readUInt32LE(at) === endSignature) return at
  return null
}

/** The sizes come from the directory: the header in front of the file may leave them open. */
const storedFile = (zip: Buffer, entry: number, name: string, refuse: Refuse): Buffer => {
  const [method, packed, size] = [
    zip.readUInt16LE(entry + 10),
    zip.readUInt32LE(entry + 20),
    zip.readUInt32LE(entry + 24),
  ]
  if (method !== 0 || packed !== size)
    refuse(`holds ${JSON.stringify(name)} compressed; PyTorch stores files as they are`)
  const local = zip.readUInt32LE(entry + 42)
  if (local + localBytes > zip.length || zip.readUInt32LE(local) !== localSignature)
    refuse(`has a zip directory that points to no file for ${JSON.stringify(name)}`)
  const start = local + localBytes + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
  if (start + size > zip.length) refuse(`ends inside ${JSON.stringify(name)}`)
  return zip.subarray(start, start + size)
}
