import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import pLimit from 'p-limit'
import { type Failure, failure } from './failure.ts'
import { type Headers, header } from './headers.ts'

/** Takes a transfer encoding off, and fails where it is broken or gives more than `maxBytes`. */
export type Decode = (bytes: Uint8Array, maxBytes: number) => Promise<Buffer | Failure>

export const tooLarge = (maxBytes: number): Failure => failure('too-large', `more than ${maxBytes} bytes`)

/** What takes off the encoding that the headers name; undefined where they name none that is known. */
export const decoderOf = (headers: Headers): Decode | undefined =>
  decoders.get(header(headers, 'content-encoding')?.trim().toLowerCase() ?? '')

type Inflate = (bytes: Uint8Array, limits: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>

// Each may grow to the byte cap in memory; a picture under an encoding is rare.
const inflating = pLimit(1)
/** zlib comes back for each piece of output: its 16 kB would be a thousand turns of a busy process for 20 MB. */
const chunkSize = 256 * 1024

const guarded =
  (inflate: Inflate): Decode =>
  async (bytes, maxBytes) => {
    try {
      return await inflating(() => inflate(bytes, { maxOutputLength: maxBytes, chunkSize }))
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes)
      if (/^(Z_|ERR__ERROR_|ERR_BROTLI)/.test(code))
        return failure('http-protocol', 'undecodable content encoding', false, error)
      throw error
    }
  }

const decoders = new Map<string, Decode>([
  ['gzip', guarded(promisify(gunzip))],
  ['x-gzip', guarded(promisify(gunzip))],
  ['br', guarded(promisify(brotliDecompress))],
  // Half of the servers that say deflate leave the zlib header out.
  [
    'deflate',
    guarded((bytes, limits) => promisify(((bytes[0] ?? 0) & 15) === 8 ? inflate : inflateRaw)(bytes, limits)),
  ],
])
