import type { Container } from './container.ts'
import { readOrientation } from './exif.ts'
import { broken, requirePixels, truncated } from './faults.ts'

/** No chunk says what matters here (its size, its place) later than this. */
const headerBytes = 16

interface Size {
  readonly width: number
  readonly height: number
}

interface Seen {
  canvas?: Size
  picture?: Size
  hasAlpha: boolean
  hasProfile: boolean
  orientation: number
  frames: number
}

/** Walks the chunks of a WebP to the length that its RIFF header declares. */
export const readWebp = (bytes: Buffer, maxPixels: number): Container => {
  const seen: Seen = { hasAlpha: false, hasProfile: false, orientation: 1, frames: 0 }
  if (bytes.length < 20) throw truncated('webp', bytes, 'the first chunk')
  const length = 8 + bytes.readUInt32LE(4)
  for (let at = 12; at + 8 <= length; ) {
    if (at + 8 > bytes.length) throw truncated('webp', bytes, `the end of RIFF at ${length}`)
    const type = bytes.toString('latin1', at, at + 4)
    const dataEnd = at + 8 + bytes.readUInt32LE(at + 4)
    // A chunk's header is read before its end is asked for: the size limit must not wait for the rest of the file.
    if (Math.min(dataEnd, at + 8 + headerBytes) > bytes.length) {
      throw truncated('webp', bytes, `the end of a chunk at ${dataEnd}`)
    }
    note(seen, type, bytes.subarray(at + 8, dataEnd), maxPixels)
    if (dataEnd > length) throw broken('webp', `chunk ${JSON.stringify(type)} ends at ${dataEnd}, RIFF at ${length}`)
    if (dataEnd > bytes.length) throw truncated('webp', bytes, `the end of a chunk at ${dataEnd}`)
    at = dataEnd + (dataEnd & 1)
  }
  if (length > bytes.length) throw truncated('webp', bytes, `the end of RIFF at ${length}`)
  return describe(seen, Math.min(length + (length & 1), bytes.length))
}

const note = (seen: Seen, type: string, data: Buffer, maxPixels: number): void => {
  if (type === 'VP8X') noteCanvas(seen, data, maxPixels)
  else if (type === 'VP8 ' || type === 'VP8L') notePicture(seen, type, data, maxPixels)
  else if (type === 'ANMF') noteFrame(seen, data, maxPixels)
  else if (type === 'ALPH') seen.hasAlpha = true
  else if (type === 'ICCP') seen.hasProfile = true
  else if (type === 'EXIF') seen.orientation = readOrientation(withoutPrefix(data))
}

const noteCanvas = (seen: Seen, data: Buffer, maxPixels: number): void => {
  if (seen.canvas || seen.picture) throw broken('webp', 'VP8X is not the first chunk')
  if (data.length < 10) throw broken('webp', `VP8X has ${data.length} bytes, wanted 10`)
  seen.canvas = { width: 1 + data.readUIntLE(4, 3), height: 1 + data.readUIntLE(7, 3) }
  requirePixels('webp', seen.canvas.width, seen.canvas.height, maxPixels)
  if ((data[0]! & 0x10) !== 0) seen.hasAlpha = true
}

const notePicture = (seen: Seen, type: 'VP8 ' | 'VP8L', data: Buffer, maxPixels: number): void => {
  if (seen.picture || seen.frames > 0) throw broken('webp', `a second picture ${JSON.stringify(type)}`)
  const { width, height } = type === 'VP8 ' ? lossySize(data) : losslessSize(data)
  requirePixels('webp', width, height, maxPixels)
  const { canvas } = seen
  if (canvas && (canvas.width !== width || canvas.height !== height)) {
    throw broken('webp', `a picture of ${width}x${height} on a canvas of ${canvas.width}x${canvas.height}`)
  }
  if (type === 'VP8L' && (data[4]! & 0x10) !== 0) seen.hasAlpha = true
  seen.picture = { width, height }
  seen.frames = 1
}

const lossySize = (data: Buffer): Size => {
  const isKeyFrame = data.length >= 10 && (data[0]! & 1) === 0 && data.readUIntBE(3, 3) === 0x9d012a
  if (!isKeyFrame) throw broken('webp', 'VP8 does not start with a key frame')
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}

const losslessSize = (data: Buffer): Size => {
  const isHeader = data.length >= 5 && data[0] === 0x2f && data[4]! >> 5 === 0
  if (!isHeader) throw broken('webp', 'VP8L does not start with a header')
  const packed = data.readUInt32LE(1)
  return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) }
}

const noteFrame = (seen: Seen, data: Buffer, maxPixels: number): void => {
  const { canvas } = seen
  if (!canvas) throw broken('webp', 'a frame of an animation before VP8X')
  if (data.length < 16) throw broken('webp', `ANMF has ${data.length} bytes, wanted 16 or more`)
  const [left, top] = [2 * data.readUIntLE(0, 3), 2 * data.readUIntLE(3, 3)]
  const [width, height] = [1 + data.readUIntLE(6, 3), 1 + data.readUIntLE(9, 3)]
  requirePixels('webp', width, height, maxPixels)
  if (left + width > canvas.width || top + height > canvas.height) throw broken('webp', 'a frame beyond its canvas')
  // What a frame does not cover is transparent.
  if (width < canvas.width || height < canvas.height) seen.hasAlpha = true
  seen.frames++
}

// Some writers repeat JPEG's prefix in front of the TIFF header.
const withoutPrefix = (data: Buffer): Buffer => (data.toString('latin1', 0, 6) === 'Exif\0\0' ? data.subarray(6) : data)

const describe = ({ canvas, picture, frames, ...seen }: Seen, end: number): Container => {
  const size = canvas ?? picture
  if (!size || frames === 0) throw broken('webp', 'RIFF ends before any picture')
  const { width, height } = size
  const channels = seen.hasAlpha ? 4 : 3
  return { format: 'webp', width, height, ...seen, frames, channels, bitDepth: 8, colour: 'rgb', end }
}
