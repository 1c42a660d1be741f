import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { isRefusedFormat, sniff, sniffedBytes } from '../image/sniff.ts'
import { type Failure, failure } from './failure.ts'
import { type Headers, header } from './headers.ts'

/** A body that is an image, whole. */
export interface Image {
  readonly kind: 'image'
  readonly bytes: Uint8Array
}

/** Receives a body piece by piece. `begin` and `take` answer as soon as no more of it is wanted. */
export interface Receiver<A> {
  /** `declaredBytes` is NaN where the host does not say. */
  begin(declaredBytes: number): A | null
  take(chunk: Buffer): A | null
  end(): A | Promise<A>
}

/** Collects an image of at most `maxBytes` bytes; its first bytes, not its headers, decide whether it is one. */
export const imageReceiver = (headers: Headers, maxBytes: number): Receiver<Image | Failure> => {
  const contentType = mediaType(headers)
  const decode = decoders.get(header(headers, 'content-encoding')?.trim().toLowerCase() ?? '')
  const chunks: Buffer[] = []
  let length = 0
  let isJudged = false
  // An image under a wrong label is an image; so only what does not look like one is decoded.
  let isEncoded = false
  const judge = (): Failure | null => {
    isJudged = true
    const refusal = refusalOf(Buffer.concat(chunks, Math.min(length, sniffedBytes)), contentType)
    isEncoded = refusal !== null && length > 0 && decode !== undefined
    return isEncoded ? null : refusal
  }
  return {
    // A length that is too large is believed: not a byte of the body is read.
    begin: declaredBytes => (declaredBytes > maxBytes ? tooLarge(maxBytes) : null),
    take: chunk => {
      chunks.push(chunk)
      length += chunk.length
      const refusal = isJudged || length < sniffedBytes ? null : judge()
      return refusal ?? (length > maxBytes ? tooLarge(maxBytes) : null)
    },
    end: () => {
      const refusal = isJudged ? null : judge()
      const bytes = Buffer.concat(chunks, length)
      return refusal ?? (isEncoded && decode ? decoded(bytes, decode, contentType, maxBytes) : { kind: 'image', bytes })
    },
  }
}

/** Without parameters: some hosts invent a boundary for each answer. */
const mediaType = (headers: Headers): string =>
  (header(headers, 'content-type') ?? 'none').slice(0, 100).split(';', 1).join()

const tooLarge = (maxBytes: number): Failure => failure('too-large', `more than ${maxBytes} bytes`)

const refusalOf = (head: Uint8Array, contentType: string): Failure | null => {
  if (head.length === 0) return failure('empty-body')
  const seen = sniff(head)
  if (typeof seen === 'string') return null
  const reason = isRefusedFormat(seen.unknown) ? 'format-refused' : 'not-an-image'
  return failure(reason, `${seen.unknown}, content-type ${contentType}`)
}

type Decode = (bytes: Uint8Array, limits: { maxOutputLength: number }) => Promise<Buffer>

const decoders = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  // Half of the servers that say deflate leave the zlib header out.
  ['deflate', (bytes, limits) => promisify(((bytes[0] ?? 0) & 15) === 8 ? inflate : inflateRaw)(bytes, limits)],
])

const decoded = async (bytes: Uint8Array, decode: Decode, contentType: string, maxBytes: number) => {
  try {
    const plain = await decode(bytes, { maxOutputLength: maxBytes })
    return refusalOf(plain, contentType) ?? ({ kind: 'image', bytes: plain } as const)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes)
    if (/^(Z_|ERR__ERROR_|ERR_BROTLI)/.test(code))
      return failure('http-protocol', 'undecodable content encoding', false, error)
    throw error
  }
}
