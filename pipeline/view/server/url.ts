import { openFile } from '../../../data/storage/files.ts'
import type { Place } from './place.ts'

/** A Parquet file on the web or in a store, read by range requests; the page asks us, and only we ask its server. */
export const openUrl = async (url: string, signal: AbortSignal): Promise<Place> => {
  const file = await openFile(url, { signal, isHasty: true })
  const path = nameOf(url)
  const version = file.version ?? String(file.bytes)
  return {
    name: url,
    list: async () => [{ path, bytes: file.bytes, version }],
    open: async asked => (asked.join('/') === path ? { ...file, version, close: async () => {} } : null),
    close: file.close,
  }
}

const nameOf = (url: string): string => {
  const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '').replaceAll(/[^\w.-]/g, '_')
  return name.endsWith('.parquet') ? name : `${name}.parquet`
}
