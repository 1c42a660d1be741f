/** By the first bytes: a name may lie, and SVG is text that we do not show. */
export const pictureType = (bytes: Uint8Array): string | null => {
  const begins = String.fromCharCode(...bytes.subarray(0, 12))
  if (begins.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (begins.startsWith('\x89PNG')) return 'image/png'
  if (begins.startsWith('GIF8')) return 'image/gif'
  if (begins.startsWith('RIFF') && begins.slice(8) === 'WEBP') return 'image/webp'
  if (begins.startsWith('BM')) return 'image/bmp'
  return begins.slice(4) === 'ftypavif' ? 'image/avif' : null
}
