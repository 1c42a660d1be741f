import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'

const host = hostname().replace(/[^\w-]/g, '-')
// Two processes that follow each other under one pid (pid 1 of a container) still differ in when they started.
const started = Math.round(performance.timeOrigin).toString(36)
const dayMs = 86_400_000
const temporaryName = /\.(?<host>[\w-]+)\.(?<pid>\d+)\.(?<started>[0-9a-z]+)-\d+\.tmp$/
let count = 0

/**
 * A name beside `path` for the file while it is being written: unique for each call, in any process on any machine.
 * Call it on the main thread: worker threads have another idea of when the process started.
 */
export const temporaryPath = (path: string): string => `${path}.${host}.${process.pid}.${started}-${count++}.tmp`

/** Gives a finished and synced temporary file its final name, so that it survives a power cut too. */
export const commit = async (temporary: string, path: string): Promise<void> => {
  await rename(temporary, path)
  await syncFolder(dirname(path))
}

/** Writes the whole file, or leaves what was there: a reader never sees half of it. */
export const writeAtomically = async (path: string, content: string | Uint8Array): Promise<void> => {
  const temporary = temporaryPath(path)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await commit(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/**
 * Removes what killed processes left half-written in the folder, and answers the names.
 * Files of a living process stay; those of another machine stay until nobody has touched them for a day.
 */
export const removeTemporaries = async (folder: string): Promise<readonly string[]> => {
  const removed: string[] = []
  for (const name of (await readdir(folder)).sort()) {
    const owner = temporaryName.exec(name)?.groups
    if (!owner || !(await isStale(join(folder, name), owner))) continue
    await rm(join(folder, name), { recursive: true, force: true })
    removed.push(name)
  }
  return removed
}

const isStale = async (path: string, owner: { readonly [part: string]: string }): Promise<boolean> => {
  if (owner.host !== host) return Date.now() - (await stat(path)).mtimeMs > dayMs
  if (Number(owner.pid) === process.pid) return owner.started !== started
  return !isAlive(Number(owner.pid))
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
