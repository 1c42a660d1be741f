/** The picture formats that softpa keeps or decodes. */
export type Format = 'jpeg' | 'png' | 'webp' | 'gif'

/** Bytes that `sniff` looks at: never more, so that the answer does not depend on how the network cut the file. */
export const sniffedBytes = 64

const refusedFormats: ReadonlySet<string> = new Set(['svg', 'avif', 'heic', 'bmp', 'tiff', 'ico', 'jxl', 'jp2', 'psd'])

/** An image that softpa refuses (reason `format-refused`), or no image at all (`not-an-image`)? */
export const isRefusedFormat = (unknown: string): boolean => refusedFormats.has(unknown)

/**
 * Says by its magic bytes what a file is. Give it the whole file, or at least its first 64 bytes.
 * `unknown` is one word for the detail of a reject ("html", "svg", "gzip"), or the first bytes in hex.
 */
export const sniff = (bytes: Uint8Array): Format | { readonly unknown: string } => {
  const head = Buffer.from(bytes.subarray(0, sniffedBytes)).toString('latin1')
  return formatOf(head) ?? { unknown: binaryOf(head) ?? textOf(head) ?? hexOf(head) }
}

const formatOf = (head: string): Format | undefined => {
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp'
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif'
  return undefined
}

const magics: readonly (readonly [magic: string, name: string])[] = [
  ['BM', 'bmp'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['II+\0', 'tiff'],
  ['MM\0+', 'tiff'],
  ['\0\0\x01\0', 'ico'],
  ['\0\0\x02\0', 'ico'],
  ['8BPS', 'psd'],
  ['\xff\x0a', 'jxl'],
  ['\0\0\0\x0cJXL ', 'jxl'],
  ['\0\0\0\x0cjP  ', 'jp2'],
  ['%PDF', 'pdf'],
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'zip'],
]

const binaryOf = (head: string): string | undefined => {
  if (head === '') return 'empty'
  if (head.startsWith('ftyp', 4)) return isoMediaOf(head.slice(8, 12))
  return magics.find(([magic]) => head.startsWith(magic))?.[1]
}

const isoMediaOf = (brand: string): string => {
  if (brand === 'avif' || brand === 'avis') return 'avif'
  return /^(hei[cmsx]|hev[cmx]|mif1|msf1)$/.test(brand) ? 'heic' : 'video'
}

const textOf = (head: string): string | undefined => {
  // Control characters other than white space never stand in text; a byte order mark and UTF-8 are high bytes.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x08\x0b\x0e-\x1f\x7f]/.test(head)) return undefined
  const text = head.replace(/^\xef\xbb\xbf/, '').trimStart()
  if (/^(<\?xml.*)?<(svg|!doctype svg)/is.test(text)) return 'svg'
  if (/^<\?xml/i.test(text)) return 'xml'
  if (/^<[!a-z]/i.test(text)) return 'html'
  if (/^[{[]/.test(text)) return 'json'
  return /[a-z ]{4}/i.test(text) ? 'text' : undefined
}

const hexOf = (head: string): string => Buffer.from(head.slice(0, 8), 'latin1').toString('hex')
