import type { Stats } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { openLocalFile } from '../../../data/storage/ranged-file.ts'
import type { ListedFile } from '../listing.ts'
import { typeOf } from './media-type.ts'
import type { Place, PlacedFile } from './place.ts'

/** Folders below the given one that are searched for files. */
const deepest = 4
const mostFiles = 50_000

/** A folder, and all below it that is data; hidden files are not. */
export const openFolder = async (folder: string): Promise<Place> => {
  const root = await realpath(folder)
  return {
    name: folder,
    list: async () => (await filesIn(root, '', deepest)).sort((a, b) => (a.path < b.path ? -1 : 1)),
    open: path => openBelow(root, path),
    close: async () => {},
  }
}

/** One file: nothing beside it is shown. */
export const openSingleFile = async (file: string): Promise<Place> => {
  const real = await realpath(file)
  const [folder, name] = [dirname(real), basename(real)]
  return {
    name: file,
    list: async () => [{ path: name, ...describe(await stat(real)) }],
    open: async path => (path.join('/') === name ? await openBelow(folder, path) : null),
    close: async () => {},
  }
}

const filesIn = async (root: string, folder: string, depth: number): Promise<ListedFile[]> => {
  const files: ListedFile[] = []
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    if (files.length >= mostFiles) break
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (isHidden(entry.name)) continue
    if (entry.isDirectory() && depth > 0) files.push(...(await filesIn(root, path, depth - 1)))
    if (typeOf(path) === null || entry.isDirectory()) continue
    const found = await stat(join(root, path)).catch(whereGone)
    if (found?.isFile()) files.push({ path, ...describe(found) })
  }
  return files
}

/** A link may lead anywhere, so what counts is where the file really lies. */
const openBelow = async (root: string, path: readonly string[]): Promise<PlacedFile | null> => {
  if (path.some(isHidden) || typeOf(path.at(-1) ?? '') === null) return null
  const real = await realpath(join(root, ...path)).catch(whereGone)
  if (!real?.startsWith(root.endsWith(sep) ? root : root + sep)) return null
  const found = await stat(real).catch(whereGone)
  if (!found?.isFile()) return null
  const file = await openLocalFile(real)
  return { ...file, version: describe(found).version }
}

const isHidden = (name: string): boolean => name.startsWith('.') || name === 'node_modules'

const describe = ({ size, mtimeMs, ino }: Stats): Omit<ListedFile, 'path'> => ({
  bytes: size,
  version: `${size.toString(36)}-${Math.round(mtimeMs).toString(36)}-${ino.toString(36)}`,
})

/** A run that is writing renames and removes files while they are looked at. */
const whereGone = (error: NodeJS.ErrnoException): null => {
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EACCES'].includes(error.code ?? '')) return null
  throw error
}
