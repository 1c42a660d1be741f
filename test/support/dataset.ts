import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { inFolder, nameIn } from '../../data/storage/address.ts'
import { list, readBytes, writeAtomically } from '../../data/storage/files.ts'
import { photographs } from './photo-server.ts'

/** A folder that is gone when the test has ended. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A folder for all tests of a file; it is there once the first of them begins. */
export const folderForAll = (): (() => string) => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return () => folder
}

/** All files below a folder, relative and sorted. */
export const filesBelow = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

/** Whether a path below a dataset is the mark of a shard that is done. */
export const isStats = (path: string): boolean => /^stats\/\d+\.json$/.test(path)

/** Resolves when so many shards of a dataset are done. */
export const untilDone = async (out: string, shards: number): Promise<void> => {
  while ((await filesBelow(out).catch(() => [])).filter(isStats).length < shards) await setTimeout(20)
}

/** sha256 of every file of a dataset that promises to be the same whoever makes it: all but stats and what names paths. */
export const digests = async (out: string): Promise<{ readonly [file: string]: string }> => {
  const promised = (await filesBelow(out)).filter(file => !file.startsWith('stats/') && file !== 'plan/plan.json')
  const hash = async (file: string) =>
    createHash('sha256')
      .update(await readFile(join(out, file)))
      .digest('hex')
  return Object.fromEntries(await Promise.all(promised.map(async file => [file, await hash(file)] as const)))
}

/** Copies a dataset from wherever it is into a folder. */
export const copyHere = async (from: string, folder: string): Promise<string> => {
  for await (const address of list(from))
    await writeAtomically(inFolder(folder, nameIn(from, address)), (await readBytes(address))!)
  return folder
}

/** The photographs, and beside them what the web gives instead of photographs. */
export const webFiles = (): ReadonlyMap<string, Uint8Array> => {
  const files = new Map<string, Uint8Array>(photographs())
  const [first] = files.values()
  if (!first) return files
  files.set('cut.jpg', first.subarray(0, Math.floor(first.length / 2)))
  files.set('page.jpg', Buffer.from('<!doctype html><html><body>This photo is no longer available.</body></html>'))
  files.set('empty.jpg', new Uint8Array())
  return files
}

/** What `webFiles` loses when it is fetched with two more URLs that are not there. */
export const webLosses = { 'empty-body': 1, 'http-404': 2, 'not-an-image': 1, truncated: 1 }
