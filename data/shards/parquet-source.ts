import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync } from 'hyparquet'
import { openFile } from '../storage/files.ts'
import type { OpenFile } from '../storage/held-file.ts'
import type { RangedFile } from '../storage/ranged-file.ts'

/** A Parquet file open for reading. */
export interface ParquetSource {
  readonly file: AsyncBuffer
  readonly metadata: FileMetaData
  close(): Promise<void>
}

const magic = 'PAR1'
/** The magic word at both ends, and the footer's length. */
const leastBytes = 12
/** Asked for first: nearly every footer is in it. */
const tailBytes = 64 * 2 ** 10

/**
 * Opens a file and reads its footer; call `close` in the end.
 * @throws {Error} one sentence that names the file: it is missing, too short, no Parquet, or cut
 */
export const openParquet = async (address: string, open: OpenFile = openFile): Promise<ParquetSource> => {
  const file = await open(address).catch(cause => {
    throw Object.assign(new Error(`cannot open ${address}: ${cause.message}`, { cause }), { code: cause.code })
  })
  try {
    const buffer = bufferOf(file)
    return { file: buffer, metadata: await metadataOf(address, buffer), close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

const bufferOf = (file: RangedFile): AsyncBuffer => ({
  byteLength: file.bytes,
  slice: async (start, end = file.bytes) => (await file.read(start, end - start)).buffer,
})

const metadataOf = async (address: string, file: AsyncBuffer): Promise<FileMetaData> => {
  if (file.byteLength < leastBytes) throw new Error(`${address} has ${file.byteLength} bytes: that is no Parquet file`)
  const begins = await textAt(file, 0)
  if (begins !== magic) throw new Error(`${address} is no Parquet file: it begins with ${JSON.stringify(begins)}`)
  const ends = await textAt(file, file.byteLength - magic.length)
  if (ends !== magic) throw new Error(`${address} was cut short: it begins as Parquet and has no footer`)
  return parquetMetadataAsync(file, { geoparquet: false, initialFetchSize: tailBytes }).catch(cause => {
    throw new Error(`the footer of ${address} is damaged: ${cause.message}`, { cause })
  })
}

const textAt = async (file: AsyncBuffer, start: number): Promise<string> =>
  Buffer.from(await file.slice(start, start + magic.length)).toString('latin1')
