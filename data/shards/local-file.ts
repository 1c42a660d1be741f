import { type FileHandle, open } from 'node:fs/promises'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync } from 'hyparquet'

/** A Parquet file open for reading. */
export interface LocalFile {
  readonly file: AsyncBuffer
  readonly metadata: FileMetaData
  close(): Promise<void>
}

const magic = 'PAR1'
/** The magic word at both ends, and the footer's length. */
const leastBytes = 12

/**
 * Opens a file and reads its footer; call `close` in the end.
 * @throws {Error} one sentence that names the file: it is missing, too short, no Parquet, or cut
 */
export const openParquet = async (path: string): Promise<LocalFile> => {
  const handle = await open(path, 'r').catch(cause => {
    throw Object.assign(new Error(`cannot open ${path}: ${cause.message}`, { cause }), { code: cause.code })
  })
  try {
    const file = await bufferOf(path, handle)
    return { file, metadata: await metadataOf(path, file), close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}

const bufferOf = async (path: string, handle: FileHandle): Promise<AsyncBuffer> => {
  const { size } = await handle.stat()
  const slice = async (start: number, end = size): Promise<ArrayBuffer> => {
    const bytes = new Uint8Array(end - start)
    let filled = 0
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled)
      if (!bytesRead) throw new Error(`${path} ends at byte ${start + filled}, wanted bytes up to ${end}`)
      filled += bytesRead
    }
    return bytes.buffer
  }
  return { byteLength: size, slice }
}

const metadataOf = async (path: string, file: AsyncBuffer): Promise<FileMetaData> => {
  if (file.byteLength < leastBytes) throw new Error(`${path} has ${file.byteLength} bytes: that is no Parquet file`)
  const begins = await textAt(file, 0)
  if (begins !== magic) throw new Error(`${path} is no Parquet file: it begins with ${JSON.stringify(begins)}`)
  const ends = await textAt(file, file.byteLength - magic.length)
  if (ends !== magic) throw new Error(`${path} was cut short: it begins as Parquet and has no footer`)
  return parquetMetadataAsync(file, { geoparquet: false }).catch(cause => {
    throw new Error(`the footer of ${path} is damaged: ${cause.message}`, { cause })
  })
}

const textAt = async (file: AsyncBuffer, start: number): Promise<string> =>
  Buffer.from(await file.slice(start, start + magic.length)).toString('latin1')
