import { readdir, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { absent } from './absent.ts'
import { commit, createLocal, openLocalDraft, sweepLocal } from './local-draft.ts'
import { openLocalFile } from './ranged-file.ts'
import type { FileState, WritableStorage } from './storage.ts'

const stateOf = async (path: string): Promise<FileState | null> => {
  const found = await stat(path).catch(absent)
  return found && { isFolder: found.isDirectory(), bytes: found.isDirectory() ? 0 : found.size }
}

/** Links are followed. */
async function* filesBelow(folder: string, depth: number): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue
    const address = join(folder, entry.name)
    const kind = entry.isSymbolicLink() ? await stat(address) : entry
    if (kind.isFile()) yield address
    if (kind.isDirectory() && depth > 1) yield* filesBelow(address, depth - 1)
  }
}

/** The disks of this machine. */
export const local: WritableStorage = {
  stat: stateOf,
  list: (folder, { depth = Number.POSITIVE_INFINITY } = {}) => filesBelow(folder, depth),
  open: openLocalFile,
  read: (path, signal) => readFile(path, { ...(signal && { signal }) }).then(toBytes, absent),
  draft: openLocalDraft,
  create: createLocal,
  move: commit,
  remove: path => rm(path, { force: true }),
  removeEmpty: folder => rmdir(folder).catch(unlessInUse),
  sweep: async folder => ((await stateOf(folder)) ? sweepLocal(folder) : []),
}

// A small Buffer is a part of one that many share.
const toBytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer)

const unlessInUse = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') absent(error)
}
