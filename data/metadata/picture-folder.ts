import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { nameIn } from '../storage/address.ts'
import { readBytes } from '../storage/files.ts'
import { SourceError } from './source-error.ts'

/** One picture of a folder; its name is the path inside the folder, with slashes. */
export interface Picture {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** A store far away answers each in its own time. */
const readAtOnce = 16

export const isPicture = (path: string): boolean => /\.(jpe?g|png|webp|gif)$/i.test(path)

/** Reads every picture once, for its hash; in the order of their names. */
export const readPictures = async (
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Picture[]> => {
  const lanes = pLimit(readAtOnce)
  const describe = async (path: string): Promise<Picture> => {
    const content = await readPicture(path, signal)
    const sha256 = createHash('sha256').update(content).digest('hex')
    return { name: nameIn(folder, path), bytes: content.length, sha256 }
  }
  const pictures = await Promise.all(paths.map(path => lanes(describe, path)))
  return pictures.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** @throws SourceError where it is not there any more */
export const readPicture = async (path: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> => {
  const content = await readBytes(path, signal)
  if (content === null) throw new SourceError(`${path} is gone; bring it back, or plan into a new folder.`)
  return content
}

/** sha256 over the sorted names and content hashes. */
export const fingerprintOf = (pictures: readonly Picture[]): string => {
  const hash = createHash('sha256')
  for (const { name, sha256 } of pictures) hash.update(`${name}\0${sha256}\n`)
  return hash.digest('hex')
}
