import { crc32 } from 'node:zlib'
import type { Container } from './container.ts'
import { readOrientation } from './exif.ts'
import { broken, requirePixels, truncated } from './faults.ts'

interface Chunk {
  readonly type: string
  readonly data: Buffer
  /** Offset just past the chunk's checksum. */
  readonly end: number
}

interface Header {
  readonly width: number
  readonly height: number
  readonly bitDepth: number
  readonly colourType: number
}

/** Bit depths that each PNG colour type allows, with its samples per pixel. */
const colourTypes: { readonly [type: number]: { channels: number; depths: readonly number[] } } = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
}

const critical: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND'])

/** Walks the chunks of a PNG to IEND and checks each one's CRC: PIL opens no PNG with a wrong one. */
export const readPng = (bytes: Buffer, maxPixels: number): Container => {
  const header = readHeader(bytes, maxPixels)
  const seen = new Set<string>()
  let orientation = 1
  let frames = 1
  for (let at = 8; ; ) {
    const chunk = readChunk(bytes, at)
    if (chunk.type === 'IHDR' && seen.has('IHDR')) throw broken('png', `a second IHDR at byte ${at}`)
    if (chunk.type === 'eXIf') orientation = readOrientation(chunk.data)
    if (chunk.type === 'acTL' && chunk.data.length === 8) frames = Math.max(1, chunk.data.readUInt32BE(0))
    seen.add(chunk.type)
    at = chunk.end
    if (chunk.type !== 'IEND') continue
    requirePicture(header, seen)
    return { ...describe(header, seen), orientation, frames, end: at }
  }
}

// The header is read before its own CRC and before any other chunk, so that a bomb is refused by its first 33 bytes.
const readHeader = (bytes: Buffer, maxPixels: number): Header => {
  if (bytes.length < 33) throw truncated('png', bytes, 'the end of IHDR')
  const type = bytes.toString('latin1', 12, 16)
  if (type !== 'IHDR' || bytes.readUInt32BE(8) !== 13)
    throw broken('png', `the first chunk is ${name(type)}, wanted IHDR`)
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  requirePixels('png', width, height, maxPixels)
  const [bitDepth, colourType] = [bytes[24]!, bytes[25]!]
  if (!colourTypes[colourType]?.depths.includes(bitDepth)) {
    throw broken('png', `colour type ${colourType} with ${bitDepth} bits, which PNG does not have`)
  }
  return { width, height, bitDepth, colourType }
}

const readChunk = (bytes: Buffer, at: number): Chunk => {
  if (at + 12 > bytes.length) throw truncated('png', bytes, 'IEND')
  const type = bytes.toString('latin1', at + 4, at + 8)
  if (!/^[A-Za-z]{4}$/.test(type)) throw broken('png', `no chunk name but ${name(type)} at byte ${at + 4}`)
  const dataEnd = at + 8 + bytes.readUInt32BE(at)
  if (dataEnd + 4 > bytes.length) throw truncated('png', bytes, `the end of ${type} at ${dataEnd + 4}`)
  if (/^[A-Z]/.test(type) && !critical.has(type)) throw broken('png', `a critical chunk ${type} that PNG does not have`)
  if (crc32(bytes.subarray(at + 4, dataEnd)) !== bytes.readUInt32BE(dataEnd)) {
    throw broken('png', `the CRC of ${type} at byte ${at} is wrong`)
  }
  return { type, data: bytes.subarray(at + 8, dataEnd), end: dataEnd + 4 }
}

const requirePicture = ({ colourType }: Header, seen: ReadonlySet<string>): void => {
  if (!seen.has('IDAT')) throw broken('png', 'IEND before any IDAT')
  if (colourType === 3 && !seen.has('PLTE')) throw broken('png', 'palette colours without PLTE')
}

const describe = ({ width, height, bitDepth, colourType }: Header, seen: ReadonlySet<string>) => ({
  format: 'png' as const,
  width,
  height,
  bitDepth,
  channels: colourTypes[colourType]!.channels,
  colour: colourType === 3 ? ('palette' as const) : (colourType & 2) === 0 ? ('grey' as const) : ('rgb' as const),
  hasAlpha: (colourType & 4) !== 0 || seen.has('tRNS'),
  hasProfile: seen.has('iCCP'),
})

const name = (type: string): string => (/^[ -~]{4}$/.test(type) ? type : Buffer.from(type, 'latin1').toString('hex'))
