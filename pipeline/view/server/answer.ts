import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PlacedFile } from './place.ts'
import { type ByteRange, rangeOf } from './range.ts'

/** Read and sent at once, so that a whole file of gigabytes needs no more memory. */
const pieceBytes = 4 * 2 ** 20

// The page may run its own script, ask this server, and show pictures that it was given as bytes: nothing else.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

/** What every answer says. */
export const safeHeaders: { readonly [name: string]: string } = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** A short answer, whole. */
export const answerText = (
  response: ServerResponse,
  status: number,
  type: string,
  content: string | Uint8Array,
): void => {
  response.writeHead(status, { ...safeHeaders, 'content-type': type, 'content-length': Buffer.byteLength(content) })
  response.end(content)
}

/** A file or a range of it; 412 where it is no longer the version that If-Match names. */
export const answerFile = async (
  { headers, method }: IncomingMessage,
  response: ServerResponse,
  type: string,
  file: PlacedFile,
): Promise<void> => {
  const etag = `"${file.version}"`
  const wanted = headers['if-match']
  if (wanted !== undefined && wanted !== etag)
    return answerText(response, 412, 'text/plain; charset=utf-8', 'The file is another one by now.')
  const range = rangeOf(headers.range, file.bytes)
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...safeHeaders, 'content-range': `bytes */${file.bytes}` }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: file.bytes }
  response.writeHead(range ? 206 : 200, {
    ...safeHeaders,
    etag,
    'accept-ranges': 'bytes',
    'content-type': type,
    'content-length': end - start,
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${file.bytes}` }),
  })
  if (method !== 'HEAD') await send(response, file, { start, end })
  response.end()
}

const send = async (response: ServerResponse, file: PlacedFile, { start, end }: ByteRange): Promise<void> => {
  for (let at = start; at < end && !response.destroyed; at += pieceBytes) {
    const piece = await file.read(at, Math.min(pieceBytes, end - at))
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')])
  }
}
