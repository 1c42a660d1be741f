import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ModelError } from '../model-error.ts'
import { hubOf } from './environment.ts'
import { readModelFiles } from './files.ts'
import { cacheOf, type HubName, isCommit, parseHubName } from './name.ts'

/** Where a model's name is looked up. */
export interface Places {
  /** Small models that come with softpa, a folder each. */
  readonly packaged: string
  /** The hub's cache. */
  readonly cache: string
}

// Compiled files lie one folder deeper than their sources.
const packaged = fileURLToPath(new URL('../../../../data/models/', import.meta.url))

export const places = (): Places => ({ packaged, cache: hubOf().cache })

/**
 * The folder of a model, without asking the network: a folder itself, a name in data/models, or `owner/name[@revision]`
 * in the hub's cache, where the folder holds symlinks.
 * @throws ModelError saying what was looked for, where, and how to get it
 */
export const findModel = async (value: string, { packaged, cache }: Places = places()): Promise<string> => {
  const folder = await findFolder(value, packaged, cache)
  await requireComplete(folder)
  return folder
}

const findFolder = async (value: string, packaged: string, cache: string): Promise<string> => {
  if (await isFolder(value)) return value
  if (/^[\w.-]+$/.test(value) && (await isFolder(join(packaged, value)))) return join(packaged, value)
  const name = parseHubName(value)
  if (name) return findSnapshot(value, name, cache)
  throw new ModelError(
    `There is no model ${value}: it is no folder, and none of the models that come with softpa (${await namesIn(packaged)}); a model of the hub is spelled owner/name[@revision].`,
  )
}

const findSnapshot = async (value: string, name: HubName, cache: string): Promise<string> => {
  const at = cacheOf(cache, name)
  const commit = isCommit(name.revision) ? name.revision : await readRef(at.ref(name.revision))
  if (commit !== null && (await isFolder(at.snapshot(commit)))) return at.snapshot(commit)
  const commits = await namesIn(at.snapshots)
  const known = commits === 'none' ? '' : ` It has ${name.owner}/${name.name} at other revisions: ${commits}.`
  throw new ModelError(
    `There is no model ${value}: it is no folder, and it is not in the Hugging Face cache ${cache}.${known} Get it with \`softpa models add ${value}\`.`,
  )
}

/** The commit that a ref file holds, or null where there is no such ref. */
export const readRef = async (path: string): Promise<string | null> => {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

const requireComplete = async (folder: string): Promise<void> => {
  for (const file of await readModelFiles(folder)) {
    const path = join(folder, file)
    await stat(path).catch(cause => {
      if (!isAbsent(cause)) throw cause
      throw new ModelError(`${path} links to a file that is gone: get the model again with \`softpa models add\`.`, {
        cause,
      })
    })
  }
}

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory()
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

const namesIn = async (folder: string): Promise<string> => {
  const names = (await isFolder(folder)) ? await readdir(folder) : []
  return names.sort().join(', ') || 'none'
}

const isAbsent = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG'
}
