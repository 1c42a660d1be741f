import { isRefusedFormat, sniff, sniffedBytes } from '../image/sniff.ts'
import { type Decode, decoderOf, tooLarge } from './encoding.ts'
import { type Failure, failure } from './failure.ts'
import { type Headers, header } from './headers.ts'
import { smallBytes } from './room.ts'

/** A body that is what was asked for, whole. */
export interface Body {
  readonly kind: 'body'
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
export const imageReceiver = (headers: Headers, maxBytes: number): Receiver<Body | Failure> => {
  const contentType = mediaType(headers)
  const decode = decoderOf(headers)
  const pieces = collect()
  let isJudged = false
  // An image under a wrong label is an image; so only what does not look like one is decoded.
  let isEncoded = false
  const judge = (): Failure | null => {
    isJudged = true
    const refusal = refusalOf(pieces.head(sniffedBytes), contentType)
    isEncoded = refusal !== null && pieces.length() > 0 && decode !== undefined
    return isEncoded ? null : refusal
  }
  return {
    // A length that is too large is believed: not a byte of the body is read.
    begin: declaredBytes => {
      pieces.expect(declaredBytes)
      return declaredBytes > maxBytes ? tooLarge(maxBytes) : null
    },
    take: chunk => {
      const length = pieces.add(chunk)
      const refusal = isJudged || length < sniffedBytes ? null : judge()
      return refusal ?? (length > maxBytes ? tooLarge(maxBytes) : null)
    },
    end: () => {
      const refusal = isJudged ? null : judge()
      const bytes = pieces.whole()
      return refusal ?? (isEncoded && decode ? decoded(bytes, decode, contentType, maxBytes) : { kind: 'body', bytes })
    },
  }
}

/**
 * The pieces of a body, one behind the other. A small one of declared length, which the parser keeps to, is put together
 * as it comes: a piece that outlives its turn becomes old garbage, for which V8 soon goes through all of its heap.
 */
const collect = () => {
  const pieces: Buffer[] = []
  let declared = 0
  let place: Buffer | undefined
  let length = 0
  return {
    length: () => length,
    expect: (declaredBytes: number): void => {
      if (declaredBytes <= smallBytes) declared = declaredBytes
    },
    /** Answers how many bytes there are now. */
    add: (piece: Buffer): number => {
      if (declared > 0) place ??= Buffer.allocUnsafeSlow(declared)
      if (place) length += piece.copy(place, length)
      else {
        pieces.push(piece)
        length += piece.length
      }
      return length
    },
    head: (bytes: number): Buffer =>
      place ? place.subarray(0, Math.min(length, bytes)) : Buffer.concat(pieces, Math.min(length, bytes)),
    whole: (): Buffer => place?.subarray(0, length) ?? Buffer.concat(pieces, length),
  }
}

/** Wants nothing of a body: the headers said enough. */
export const refusing = (refusal: Failure): Receiver<Failure> => ({
  begin: () => refusal,
  take: () => refusal,
  end: () => refusal,
})

/** Collects a text; what is behind its first `maxBytes` bytes is left unread, and the line that they cut with it. */
export const textReceiver =
  (maxBytes: number) =>
  (headers: Headers): Receiver<Body | Failure> => {
    const decode = decoderOf(headers)
    const chunks: Buffer[] = []
    let length = 0
    const cut = (): Body => {
      const bytes = Buffer.concat(chunks, maxBytes)
      return { kind: 'body', bytes: bytes.subarray(0, bytes.lastIndexOf('\n') + 1) }
    }
    return {
      begin: () => null,
      take: chunk => {
        chunks.push(chunk)
        length += chunk.length
        if (length <= maxBytes) return null
        return decode ? tooLarge(maxBytes) : cut()
      },
      end: async () => {
        const bytes = Buffer.concat(chunks, length)
        const plain = decode ? await decode(bytes, maxBytes) : bytes
        return 'kind' in plain ? plain : { kind: 'body', bytes: plain }
      },
    }
  }

/** Without parameters: some hosts invent a boundary for each answer. */
const mediaType = (headers: Headers): string =>
  (header(headers, 'content-type') ?? 'none').slice(0, 100).split(';', 1).join()

const refusalOf = (head: Uint8Array, contentType: string): Failure | null => {
  if (head.length === 0) return failure('empty-body')
  const seen = sniff(head)
  if (typeof seen === 'string') return null
  const reason = isRefusedFormat(seen.unknown) ? 'format-refused' : 'not-an-image'
  return failure(reason, `${seen.unknown}, content-type ${contentType}`)
}

const decoded = async (bytes: Uint8Array, decode: Decode, contentType: string, maxBytes: number) => {
  const plain = await decode(bytes, maxBytes)
  return 'kind' in plain ? plain : (refusalOf(plain, contentType) ?? ({ kind: 'body', bytes: plain } as const))
}
