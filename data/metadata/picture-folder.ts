import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'

/** One picture of a folder; its name is the path inside the folder, with slashes. */
export interface Picture {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export const isPicture = (path: string): boolean => /\.(jpe?g|png|webp|gif)$/i.test(path)

/** Reads every picture once, for its hash; in the order of their names. */
export const readPictures = async (
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Picture[]> => {
  const pictures: Picture[] = []
  for (const path of paths) {
    const content = await readFile(path, { signal })
    const sha256 = createHash('sha256').update(content).digest('hex')
    pictures.push({ name: relative(folder, path).split(sep).join('/'), bytes: content.length, sha256 })
  }
  return pictures.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** sha256 over the sorted names and content hashes. */
export const fingerprintOf = (pictures: readonly Picture[]): string => {
  const hash = createHash('sha256')
  for (const { name, sha256 } of pictures) hash.update(`${name}\0${sha256}\n`)
  return hash.digest('hex')
}
