import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { ModelError } from '../model-error.ts'
import { fetchBlob } from './blob.ts'
import type { Hub } from './environment.ts'
import { chooseFiles, faultOf } from './files.ts'
import { type HubFile, type Listing, readListing } from './listing.ts'
import { cacheOf, type HubName, isCommit } from './name.ts'
import { type Ask, openRequests, type Patience, persist, patience as usualPatience } from './request.ts'

export interface Adding {
  readonly hub: Hub
  readonly signal: AbortSignal
  readonly patience?: Patience
  /** Hears how many bytes of a file are here. */
  onBytes(file: HubFile, bytes: number): void
  /** Hears that a file is here and sound, this time's or an earlier one's. */
  onFile(file: HubFile): void
}

export interface Added {
  readonly commit: string
  /** The folder of the model at that commit, full of symlinks. */
  readonly folder: string
}

/**
 * Downloads the files of a model that softpa reads into the hub's standard cache, at the commit that its revision is now.
 * The branch or tag is moved last, so that whoever looks it up finds all or the state of before.
 * @throws ModelError where there is no such model, it cannot be read by softpa, or HF_HUB_OFFLINE is set; DownloadError
 */
export const addModel = async (name: HubName, adding: Adding): Promise<Added> => {
  const what = `${name.owner}/${name.name}`
  if (adding.hub.isOffline)
    throw new ModelError(
      `${what} is not downloaded, because HF_HUB_OFFLINE is set: unset it, or copy the model's folder into ${adding.hub.cache}.`,
    )
  const hub = { ...adding.hub, token: adding.hub.token ?? (await readToken(adding.hub.tokenFile)) }
  const { ask, close } = openRequests(hub.token)
  try {
    return await add(name, { ...adding, hub }, ask)
  } finally {
    await close()
  }
}

const add = async (
  name: HubName,
  { hub, signal, patience = usualPatience, onBytes, onFile }: Adding,
  ask: Ask,
): Promise<Added> => {
  const listing = await persist(() => readListing(name, hub, ask, signal), patience, signal)
  const at = cacheOf(hub.cache, name)
  const folder = at.snapshot(listing.commit)
  const base = `${hub.endpoint}/${name.owner}/${name.name}/resolve/${listing.commit}`
  for (const file of filesOf(name, listing)) {
    const fetching = {
      file,
      url: `${base}/${file.path}`,
      blobs: at.blobs,
      model: `${name.owner}/${name.name}`,
      hasToken: hub.token !== null,
    }
    await fetchBlob({ ...fetching, onBytes: bytes => onBytes(file, bytes) }, ask, patience, signal)
    await link(join(at.blobs, file.blob), join(folder, file.path))
    onFile(file)
  }
  if (!isCommit(name.revision)) await write(at.ref(name.revision), listing.commit)
  return { commit: listing.commit, folder }
}

const filesOf = ({ owner, name, revision }: HubName, { files, architecture }: Listing): HubFile[] => {
  const names = files.map(({ path }) => path)
  const what = revision === 'main' ? `${owner}/${name}` : `${owner}/${name}@${revision}`
  const fault = faultOf(names, what, architecture)
  if (fault !== null) throw new ModelError(fault)
  const chosen = new Set(chooseFiles(names))
  return files.filter(({ path }) => chosen.has(path))
}

/** A symlink in place of whatever was there; relative, so that the cache can be moved. */
const link = async (blob: string, path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}.tmp`
  await symlink(relative(dirname(path), blob), temporary)
  await rename(temporary, path)
}

const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const temporary = `${path}.${randomUUID()}.tmp`
  await writeFile(temporary, text, { flush: true })
  await rename(temporary, path)
}

const readToken = async (path: string): Promise<string | null> => {
  try {
    return (await readFile(path, 'utf8')).trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
