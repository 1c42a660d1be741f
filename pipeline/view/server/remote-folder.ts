import pLimit from 'p-limit'
import { inFolder, nameIn } from '../../../data/storage/address.ts'
import { list, openFile, stat } from '../../../data/storage/files.ts'
import type { ListedFile } from '../listing.ts'
import { typeOf } from './media-type.ts'
import type { Place, PlacedFile } from './place.ts'

const askedAtOnce = 32

/** A folder of an object store or of the hub, read by range requests; the page asks us, and only we ask the store. */
export const openRemoteFolder = async (folder: string, signal: AbortSignal): Promise<Place> => ({
  name: folder,
  list: async () => {
    const lane = pLimit(askedAtOnce)
    const asked: Promise<ListedFile | null>[] = []
    for await (const address of list(folder, { signal }))
      if (typeOf(address) !== null) asked.push(lane(() => describe(folder, address, signal)))
    const files = (await Promise.all(asked)).filter(file => file !== null)
    return files.sort((a, b) => (a.path < b.path ? -1 : 1))
  },
  open: path => openBelow(folder, path, signal),
  close: async () => {},
})

const describe = async (folder: string, address: string, signal: AbortSignal): Promise<ListedFile | null> => {
  const found = await stat(address, signal)
  return found && { path: nameIn(folder, address), bytes: found.bytes, version: versionOf(found) }
}

const openBelow = async (folder: string, path: readonly string[], signal: AbortSignal): Promise<PlacedFile | null> => {
  if (path.some(name => name.startsWith('.')) || typeOf(path.at(-1) ?? '') === null) return null
  const file = await openFile(inFolder(folder, ...path), { signal }).catch(whereGone)
  return file && { ...file, version: versionOf(file) }
}

// What a listing can say of every file without opening it.
const versionOf = ({ bytes }: { readonly bytes: number }): string => bytes.toString(36)

const whereGone = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT') return null
  throw error
}
