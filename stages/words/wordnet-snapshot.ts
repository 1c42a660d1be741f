import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { dirname, join } from 'node:path'
import { sha256Of } from '../models/hub/hash.ts'
import { exceptionFiles, readLicence as readExceptionsLicence } from './exceptions.ts'
import { buildIndex } from './wordnet-build.ts'
import { databaseFiles, readLicence } from './wordnet-database.ts'
import { decodeIndex, encodeIndex, type Index, title } from './wordnet-tables.ts'

/** What the operating system says of a folder that cannot be written, or not now. */
const unwritable = ['EACCES', 'EDQUOT', 'EEXIST', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']
const unreadable = ['EACCES', 'ENOENT', 'ENOTDIR']

/**
 * The index of the installed WordNet: from its snapshot in the cache, or built, and written there for the next time.
 * Processes may do so at once: each writes a file of its own, and the last rename wins with the same bytes.
 * Where the cache cannot be written, the index is in memory only.
 */
export const openIndex = async (cache: string): Promise<{ readonly index: Index; readonly hash: string }> => {
  const hash = await hashSources()
  const path = join(cache, `wordnet-${hash}.bin`)
  const stored = await readStored(path)
  return { hash, index: (stored && decodeIndex(stored)) ?? (await build(path)) }
}

/** Names what a snapshot is made of: the data's content, the format, and how this machine orders bytes. */
const hashSources = async (): Promise<string> => {
  const hash = createHash('sha256').update(`${title} ${endianness()}`)
  for (const file of [...databaseFiles(), ...exceptionFiles()]) hash.update(await sha256Of(file))
  return hash.digest('hex').slice(0, 16)
}

const readStored = (path: string): Promise<Uint8Array<ArrayBuffer> | null> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (unreadable.includes(error.code ?? '')) return null
    throw error
  })

const build = async (path: string): Promise<Index> => {
  const index = await buildIndex()
  const licences = `${await readLicence()}\n${await readExceptionsLicence()}`
  await store(path, encodeIndex(index, licences))
  return index
}

const store = async (path: string, bytes: Uint8Array): Promise<void> => {
  try {
    await mkdir(dirname(path), { recursive: true })
    await replace(path, bytes)
  } catch (error) {
    if (!unwritable.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const replace = async (path: string, bytes: Uint8Array): Promise<void> => {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(temporary, bytes, { flush: true })
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}
