import { createHash } from 'node:crypto'
import { readlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { readModelFiles } from './files.ts'
import { sha256Of } from './hash.ts'

/**
 * What a model is by content, whatever its folder is called: sha256 over the lines `<name> <sha256>` of the files that
 * softpa reads. Computed each time, at about 1.5 GB/s per core: a size and a time stamp say nothing about content.
 * @returns 64 hex digits
 */
export const fingerprint = async (folder: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of await readModelFiles(folder)) {
    const path = join(folder, file)
    hash.update(`${file} ${(await findNamedSha256(path)) ?? (await sha256Of(path, signal))}\n`)
  }
  return hash.digest('hex')
}

/**
 * The sha256 that the hub's cache has given a large file as its name, or null. Only the first link counts: it points to
 * `blobs/<sha256>` of the same model, while that may link on into a store of files named by another hash.
 */
const findNamedSha256 = async (path: string): Promise<string | null> => {
  const blob = await findBlob(path)
  return blob !== null && /^[0-9a-f]{64}$/.test(basename(blob)) ? basename(blob) : null
}

/** The file in `models--owner--name/blobs` that a file of a snapshot links to, or null where it is no such link. */
export const findBlob = async (path: string): Promise<string | null> => {
  try {
    const target = resolve(dirname(path), await readlink(path))
    const blobs = resolve(dirname(path), '../../blobs')
    return dirname(target) === blobs ? target : null
  } catch (error) {
    // EINVAL: a plain file.
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return null
    throw error
  }
}
