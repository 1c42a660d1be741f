import { type FileHandle, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { getEnvironmentData, setEnvironmentData, threadId } from 'node:worker_threads'
import { absent } from './absent.ts'
import type { Draft } from './storage.ts'

const host = hostname().replace(/[^\w-]/g, '-')
// Two processes that follow each other under one pid (pid 1 of a container) still differ in when they started. A worker
// thread has another idea of that, so it inherits ours.
const startKey = 'softpa.started'
const started = (getEnvironmentData(startKey) as string | undefined) ?? Math.round(performance.timeOrigin).toString(36)
setEnvironmentData(startKey, started)

const dayMs = 86_400_000
const temporaryName = /\.(?<host>[\w-]+)\.(?<pid>\d+)\.(?<started>[0-9a-z]+)-(?:\d+-)?\d+\.tmp$/
/** What file systems without hard links say to one, such as FAT and many that are mounted over a network. */
const knowsNoLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])
let count = 0

/** A name beside `path` for the file while it is being written: unique for each call, in any thread on any machine. */
export const temporaryPath = (path: string): string =>
  `${path}.${host}.${process.pid}.${started}-${threadId}-${count++}.tmp`

/** Gives a finished and synced temporary file its final name, so that it survives a power cut too. */
export const commit = async (temporary: string, path: string): Promise<void> => {
  await withFolder(path, () => rename(temporary, path))
  await syncFolder(dirname(path))
}

/** A temporary file beside the final one, that takes its name. */
export const openLocalDraft = async (path: string): Promise<Draft> => {
  const temporary = temporaryPath(path)
  const file = await withFolder(path, () => open(temporary, 'wx'))
  return {
    write: bytes => file.writeFile(bytes),
    commit: async () => {
      await syncAndClose(file)
      await commit(temporary, path)
    },
    abandon: async () => {
      try {
        await file.close()
      } finally {
        await rm(temporary, { force: true })
      }
    },
  }
}

/** Writes the file where there is none; whether there was none. */
export const createLocal = async (path: string, content: Uint8Array): Promise<boolean> => {
  const temporary = temporaryPath(path)
  try {
    const file = await withFolder(path, () => open(temporary, 'wx'))
    await file.writeFile(content).finally(() => syncAndClose(file))
    // A link fails where the name is taken, and appears with the whole file behind it.
    await link(temporary, path)
    await syncFolder(dirname(path))
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (!knowsNoLinks.has(code)) throw error
    if ((await stat(path).catch(absent)) !== null) return false
    // Two who come at the same moment may both believe they were the first.
    await commit(temporary, path)
    return true
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * Removes what killed processes left half-written in the folder, and answers the names.
 * Files of a living process stay; those of another machine stay until nobody has touched them for a day.
 */
export const sweepLocal = async (folder: string): Promise<readonly string[]> => {
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

/** Makes the folder of a path where it is lacking: only then, because mostly it is there. */
const withFolder = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await mkdir(dirname(path), { recursive: true })
    return work()
  }
}

const syncAndClose = async (file: FileHandle): Promise<void> => {
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  await syncAndClose(handle)
}
