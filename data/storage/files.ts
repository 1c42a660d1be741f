import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { pieces, type RangedFile } from './ranged-file.ts'
import { type Draft, type FileState, type Opening, storageOf, type Walk, writableStorageOf } from './storage.ts'

// What the rest of softpa does with files, wherever they are.

/** What is at the address, or null. */
export const stat = async (address: string, signal?: AbortSignal): Promise<FileState | null> =>
  (await storageOf(address)).stat(address, signal)

/** The address of every file below a folder, hidden ones left out, in no order. */
export async function* list(folder: string, walk?: Walk): AsyncGenerator<string> {
  yield* (await storageOf(folder)).list(folder, walk)
}

/** @throws with the code ENOENT where there is none */
export const openFile = async (address: string, opening?: Opening): Promise<RangedFile> =>
  (await storageOf(address)).open(address, opening)

/** The whole file, or null where there is none. */
export const readBytes = async (address: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> =>
  (await storageOf(address)).read(address, signal)

/** The whole file as text, or null where there is none. */
export const readText = async (address: string, signal?: AbortSignal): Promise<string | null> => {
  const bytes = await readBytes(address, signal)
  return bytes && Buffer.from(bytes).toString('utf8')
}

/** sha256 of an open file, 64 hex digits. */
export const sha256Of = async (file: RangedFile, signal?: AbortSignal): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(pieces(file), hash, { ...(signal && { signal }) })
  return hash.digest('hex')
}

/** A file that is written piece by piece, and appears when it is whole. */
export const openDraft = async (address: string): Promise<Draft> => (await writableStorageOf(address)).draft(address)

/** Writes the whole file, or leaves what was there: a reader never sees half of it. */
export const writeAtomically = async (address: string, content: string | Uint8Array): Promise<void> => {
  await writePieces(address, [Buffer.from(content)])
}

/** As `writeAtomically`, of content that is not in memory all at once. */
export const writePieces = async (
  address: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> => {
  const draft = await openDraft(address)
  try {
    for await (const piece of content) await draft.write(piece)
    await draft.commit()
  } catch (error) {
    await draft.abandon()
    throw error
  }
}

/** Writes the whole file unless there is one; whether it did. */
export const createIfAbsent = async (address: string, content: string): Promise<boolean> =>
  (await writableStorageOf(address)).create(address, Buffer.from(content))

/** Gives a whole file another name in the same storage. */
export const moveFile = async (from: string, to: string): Promise<void> => (await writableStorageOf(to)).move(from, to)

/** Does nothing where there is none. */
export const removeFile = async (address: string): Promise<void> => (await writableStorageOf(address)).remove(address)

/** Removes a folder that has no files in it. */
export const removeEmptyFolder = async (folder: string): Promise<void> =>
  (await writableStorageOf(folder)).removeEmpty(folder)

/** Removes what killed processes left half-written in a folder, and answers names. */
export const sweep = async (folder: string): Promise<readonly string[]> =>
  (await writableStorageOf(folder)).sweep(folder)
