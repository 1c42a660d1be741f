import type { Compressors } from 'hyparquet'
import { decompressBrotli, decompressGzip, decompressLz4, decompressZstd } from 'hyparquet-compressors'

/** Codecs in plain JavaScript: a page under our policy may run no WebAssembly. hyparquet has snappy itself. */
export const compressors: Compressors = {
  ZSTD: bytes => decompressZstd(bytes),
  GZIP: decompressGzip,
  BROTLI: decompressBrotli,
  LZ4_RAW: decompressLz4,
}
