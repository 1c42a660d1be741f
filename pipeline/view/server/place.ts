import { isRemote, isWeb } from '../../../data/storage/address.ts'
import { stat } from '../../../data/storage/files.ts'
import type { RangedFile } from '../../../data/storage/ranged-file.ts'
import { UsageError } from '../../errors.ts'
import type { ListedFile } from '../listing.ts'
import { openFolder, openSingleFile } from './folder.ts'
import { openRemoteFolder } from './remote-folder.ts'
import { openUrl } from './url.ts'

/** What is looked at: a folder or a file, on a disk or in a store, or a file on the web. */
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
  if (isWeb(what)) return await openUrl(what, signal)
  const found = await stat(what, signal)
  if (found === null)
    throw new UsageError(`${what} is not there: wanted a folder with shards, a Parquet file, or a URL`)
  if (found.isFolder) return isRemote(what) ? openRemoteFolder(what, signal) : openFolder(what)
  if (!what.endsWith('.parquet')) throw new UsageError(`${what} is neither a folder nor a .parquet file`)
  return isRemote(what) ? openUrl(what, signal) : openSingleFile(what)
}
