import { absent } from '../storage/absent.ts'
import { absolute, inFolder, isWeb } from '../storage/address.ts'
import { openFile, stat } from '../storage/files.ts'
import { StorageError } from '../storage/storage-error.ts'
import { fingerprint } from './fingerprint.ts'
import { readFooter, type SourceColumn } from './footer.ts'
import { filesBelow, filesMatching, isGlob } from './pattern.ts'
import { fingerprintOf, isPicture, type Picture, readPictures } from './picture-folder.ts'
import { SourceError } from './source-error.ts'
import { isTar, openTar, type Sample } from './tar.ts'
import { isTextTable, openTextTable } from './text-table.ts'

interface Source {
  /** Absolute, or a URL. */
  readonly path: string
  readonly bytes: number
  /** What the web or the store calls this version of the file; null where it is here, and of folders. */
  readonly version: string | null
  readonly rows: number
  /** By content, never by name or time; see `fingerprint`. */
  readonly fingerprint: string
  readonly columns: readonly SourceColumn[]
  /** The footer's key-value pairs. */
  readonly metadata: { readonly [key: string]: string }
}
export interface ParquetFile extends Source {
  readonly kind: 'parquet'
}
/** CSV, TSV or JSON lines. */
export interface TextTableFile extends Source {
  readonly kind: 'text'
}
/** A folder of pictures is one source, every picture a row, in the order of their names. */
export interface PictureFolder extends Source {
  readonly kind: 'images'
  readonly pictures: readonly Picture[]
}
/** A WebDataset tar, every sample a row, in the order in which they lie there. */
export interface TarFile extends Source {
  readonly kind: 'tar'
  readonly samples: readonly Sample[]
}
export type SourceFile = ParquetFile | TextTableFile | PictureFolder | TarFile

/**
 * Finds and opens the sources, sorted by path, each once: Parquet, CSV, TSV, JSON lines, WebDataset tars, wherever
 * `data/storage` reads them; except on the web, globs of these and folders (all `*.tar` below; without one, all
 * `*.parquet`, then all other tables, then all pictures; of a folder that softpa wrote, its `data/`).
 * @throws SourceError
 */
export const resolveSources = async (patterns: readonly string[], signal: AbortSignal): Promise<SourceFile[]> => {
  const found = new Map<string, SourceFile | null>()
  const folders = new Map<string, string[]>()
  for (const pattern of patterns) {
    const { folder, paths } = await expand(pattern, signal)
    if (folder) folders.set(folder, paths)
    else for (const path of paths) found.set(path, null)
  }
  for (const path of found.keys()) {
    signal.throwIfAborted()
    found.set(path, await openTable(path, signal))
  }
  for (const [folder, paths] of folders) found.set(folder, await openPictures(folder, paths, signal))
  return [...found.values()].filter(source => source !== null).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** @throws SourceError where a source is not the one that was planned. */
export const checkSources = (
  planned: readonly { readonly path: string; readonly fingerprint: string }[],
  now: readonly SourceFile[],
): void => {
  const fingerprints = new Map(now.map(source => [source.path, source.fingerprint]))
  for (const { path, fingerprint } of planned) {
    const seen = fingerprints.get(path)
    if (seen === fingerprint) continue
    const what = seen ? `changed since the plan: its fingerprint is ${seen.slice(0, 12)}` : 'is not among the sources'
    throw new SourceError(
      `${path} ${what}, and the plan wants ${fingerprint.slice(0, 12)}; bring the old file back, or plan into a new folder.`,
    )
  }
}

const expand = async (pattern: string, signal: AbortSignal): Promise<{ folder?: string; paths: string[] }> => {
  if (isWeb(pattern)) return { paths: [webAddress(pattern)] }
  const path = absolute(pattern)
  const kind = await stat(path, signal).catch(unreadable(path))
  if (kind?.isFolder) return expandFolder(path, signal)
  if (kind) return { paths: [path] }
  if (!isGlob(pattern))
    throw new SourceError(
      `There is no ${path}; wanted a table (Parquet, CSV, JSON lines), a folder or a glob, so check the path.`,
    )
  const paths = await filesMatching(pattern, signal).catch(unreadable(path))
  if (paths.length === 0)
    throw new SourceError(`Nothing matches ${pattern}; wanted at least one file, so check the pattern.`)
  return { paths }
}

const webAddress = (pattern: string): string => {
  if (!URL.canParse(pattern)) throw new SourceError(`${pattern} is no URL; wanted one of a table.`)
  return new URL(pattern).href
}

const expandFolder = async (path: string, signal: AbortSignal): Promise<{ folder?: string; paths: string[] }> => {
  // Beside its data, a folder that softpa wrote holds plans and rejects, which are Parquet too.
  const isOurs = await stat(inFolder(path, 'plan', 'plan.json'), signal)
  const folder = isOurs ? inFolder(path, 'data') : path
  const files = await filesBelow(folder, { signal }).catch(absent).catch(unreadable(folder))
  // Parquet beside tars is img2dataset's, and tells of the same pictures without them.
  for (const isTable of [isTar, (file: string) => file.endsWith('.parquet'), isTextTable]) {
    const tables = files?.filter(isTable) ?? []
    if (tables.length > 0) return { paths: tables }
  }
  const pictures = files?.filter(isPicture) ?? []
  if (pictures.length > 0) return { folder, paths: pictures }
  const seen = files?.length ? `${files.length} files, none of them a table or a picture` : 'no files'
  throw new SourceError(
    `The folder ${folder} holds ${seen}; wanted *.parquet, *.tar, *.csv, *.tsv, *.jsonl, or jpeg, png, webp or gif, so name another folder.`,
  )
}

const openTable = (path: string, signal: AbortSignal): Promise<SourceFile> => {
  const name = isWeb(path) ? new URL(path).pathname : path
  if (isTar(name)) return openTarFile(path, signal)
  return isTextTable(name) ? openText(path, signal) : openParquet(path, signal)
}

const openTarFile = async (path: string, signal: AbortSignal): Promise<TarFile> => {
  const { samples, fields, ...tar } = await openTar(path, signal).catch(unreadable(path))
  const hasPictures = samples.some(({ picture }) => picture !== null)
  const columns = [
    ...fields.filter(name => name !== 'image').map(name => ({ name, type: 'text' })),
    ...(hasPictures ? [pictureColumn] : []),
  ]
  return { kind: 'tar', path, rows: samples.length, columns, metadata: {}, samples, ...tar }
}

const pictureColumn: SourceColumn = { name: 'image', type: 'struct<bytes: binary, path: utf8>' }

const openParquet = async (path: string, signal: AbortSignal): Promise<ParquetFile> => {
  const file = await openFile(path, { signal }).catch(unreadable(path))
  try {
    const { raw, rows, columns, metadata } = await readFooter(file, path)
    const { bytes, version } = file
    return { kind: 'parquet', path, bytes, rows, columns, metadata, version, fingerprint: await fingerprint(file, raw) }
  } finally {
    await file.close()
  }
}

const openText = async (path: string, signal: AbortSignal): Promise<TextTableFile> => {
  const table = await openTextTable(path, signal).catch(unreadable(path))
  return { kind: 'text', path, metadata: {}, ...table }
}

const openPictures = async (path: string, paths: readonly string[], signal: AbortSignal): Promise<PictureFolder> => {
  const pictures = await readPictures(path, paths, signal)
  return {
    kind: 'images',
    path,
    version: null,
    bytes: pictures.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: pictures.length,
    fingerprint: fingerprintOf(pictures),
    columns: [pictureColumn],
    metadata: {},
    pictures,
  }
}

const unreadable =
  (path: string) =>
  (cause: NodeJS.ErrnoException): never => {
    if (cause.code === undefined || cause instanceof SourceError) throw cause
    if (cause instanceof StorageError) throw new SourceError(cause.message, { cause })
    throw new SourceError(
      `${path} cannot be read (${cause.code}); wanted a readable source, so check its permissions.`,
      { cause },
    )
  }
