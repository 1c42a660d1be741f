import { stat } from 'node:fs/promises'
import { isRemote, type RangedFile } from '../../../data/metadata/ranged-file.ts'
import { UsageError } from '../../errors.ts'
import type { ListedFile } from '../listing.ts'
import { openFolder, openSingleFile } from './folder.ts'
import { openUrl } from './url.ts'

/** What is looked at: a folder, a file, or a file on the web. */
export interface Place {
  /** As the user named it. */
  readonly name: string
  list(): Promise<readonly ListedFile[]>
  /** The file at this path, each part a name; null where there is none that may be read. */
  open(path: readonly string[]): Promise<PlacedFile | null>
  close(): Promise<void>
}

/** A file open for reading; call `close` in the end. */
export type PlacedFile = Pick<RangedFile, 'bytes' | 'read' | 'close'> & Pick<ListedFile, 'version'>

/** @throws UsageError where nothing is there, or it is neither folder nor Parquet */
export const openPlace = async (what: string, signal: AbortSignal): Promise<Place> => {
  if (isRemote(what)) return await openUrl(what, signal)
  const found = await stat(what).catch(() => null)
  if (found === null)
    throw new UsageError(`${what} is not there: wanted a folder with shards, a Parquet file, or a URL`)
  if (found.isDirectory()) return await openFolder(what)
  if (!what.endsWith('.parquet')) throw new UsageError(`${what} is neither a folder nor a .parquet file`)
  return await openSingleFile(what)
}
