import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync } from 'hyparquet'
import type { ListedFile } from '../../listing.ts'
import { keepRecent } from './recent.ts'
import type { Source } from './source.ts'

/** Footers of files; those not asked for lately are read again, because a thousand of them fill the memory. */
export interface Footers {
  /** @throws Error in one sentence, where the file cannot be read as Parquet */
  of(file: ListedFile, buffer: AsyncBuffer): Promise<FileMetaData>
}

const kept = 48

export const openFooters = (): Footers => {
  const recent = keepRecent<Promise<FileMetaData>>(kept)
  return {
    of: (file, buffer) => {
      const name = `${file.version} ${file.path}`
      const footer = recent.get(name) ?? readFooter(file, buffer)
      recent.set(name, footer, 1)
      return footer
    },
  }
}

/** A file of this size is read at once. */
const smallBytes = 2 ** 16

/** Read with the first look at a file: most footers are in it; those of large files are longer. */
const tailOf = (bytes: number): number => Math.max(smallBytes, Math.min(2 ** 18, Math.round(bytes / 1000)))

/** The file as hyparquet reads it. */
export const bufferOf = (source: Source, file: ListedFile): AsyncBuffer => {
  if (file.bytes > smallBytes)
    return { byteLength: file.bytes, slice: (start, end = file.bytes) => source.read(file, start, end) }
  let whole: Promise<ArrayBuffer> | null = null
  return {
    byteLength: file.bytes,
    slice: async (start, end) => {
      whole ??= source.read(file, 0, file.bytes)
      return (await whole).slice(start, end)
    },
  }
}

const readFooter = async (file: ListedFile, buffer: AsyncBuffer): Promise<FileMetaData> => {
  try {
    return await parquetMetadataAsync(buffer, { initialFetchSize: tailOf(file.bytes), geoparquet: false })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`${file.path} cannot be read as Parquet: ${why}`, { cause })
  }
}
