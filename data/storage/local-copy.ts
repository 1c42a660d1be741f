import { mkdir, open, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isRemote } from './address.ts'
import { openFile, writePieces } from './files.ts'
import { commit, temporaryPath } from './local-draft.ts'
import { pieces } from './ranged-file.ts'
import type { Opening } from './storage.ts'

// DuckDB knows paths of this machine alone: what it reads comes here first, and what it writes goes from here.

/** Where to write a file that `land` takes to its address: beside it on a disk, else in `folder`. */
export const landingPath = async (address: string, folder: string): Promise<string> => {
  if (isRemote(address)) return join(folder, basename(address))
  await mkdir(dirname(address), { recursive: true })
  return temporaryPath(address)
}

/** Gives a file that was written to its landing path its final name, durable and at once. */
export const land = async (path: string, address: string): Promise<void> => {
  if (isRemote(address)) {
    await copyOf(path, address)
    return rm(path)
  }
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
  await commit(path, address)
}

/** The path of a file on this machine: its own, or that of a copy in `folder`, under the file's name. */
export const localPath = async (address: string, folder: string, opening: Opening = {}): Promise<string> => {
  if (!isRemote(address)) return address
  const path = join(folder, basename(address.replace(/[?#].*$/, '')))
  await copyOf(address, path, opening)
  return path
}

const copyOf = async (from: string, to: string, opening: Opening = {}): Promise<void> => {
  const file = await openFile(from, opening)
  try {
    await writePieces(to, pieces(file))
  } finally {
    await file.close()
  }
}
