import type { Container } from './container.ts'
import { broken, requirePixels, truncated } from './faults.ts'

const imageBlock = 0x2c
const extensionBlock = 0x21
const trailer = 0x3b
const graphicControl = 0xf9

interface Canvas {
  width: number
  height: number
  hasPalette: boolean
  hasAlpha: boolean
  frames: number
}

/** Walks the blocks of a GIF to its trailer. */
export const readGif = (bytes: Buffer, maxPixels: number): Container => {
  require(bytes, 13)
  const canvas: Canvas = { ...screenSize(bytes), hasPalette: tableBytes(bytes[10]!) > 0, hasAlpha: false, frames: 0 }
  if (canvas.width * canvas.height > 0) requirePixels('gif', canvas.width, canvas.height, maxPixels)
  let at = 13 + tableBytes(bytes[10]!)
  for (;;) {
    require(bytes, at + 1)
    const block = bytes[at]
    if (block === trailer) return describe(canvas, at + 1)
    if (block === imageBlock) at = readFrame(bytes, at, canvas, maxPixels)
    else if (block === extensionBlock) at = readExtension(bytes, at, canvas)
    else throw broken('gif', `no block but 0x${block?.toString(16)} at byte ${at}`)
  }
}

const screenSize = (bytes: Buffer) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) })

/** Bytes of the colour table that follows these flags. */
const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1))

const readFrame = (bytes: Buffer, at: number, canvas: Canvas, maxPixels: number): number => {
  require(bytes, at + 10)
  const [left, top] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)]
  const [width, height] = [bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)]
  requirePixels('gif', width, height, maxPixels)
  place(canvas, left + width, top + height)
  requirePixels('gif', canvas.width, canvas.height, maxPixels)
  // What a frame does not cover is transparent, or any colour: decoders disagree.
  if (width < canvas.width || height < canvas.height) canvas.hasAlpha = true
  const table = tableBytes(bytes[at + 9]!)
  if (table === 0 && !canvas.hasPalette) throw broken('gif', `a frame at byte ${at} without a colour table`)
  canvas.frames++
  return skipSubBlocks(bytes, at + 10 + table + 1)
}

// A frame beyond the canvas makes it larger, as libvips, PIL and browsers do.
const place = (canvas: Canvas, right: number, bottom: number): void => {
  canvas.width = Math.max(canvas.width, right)
  canvas.height = Math.max(canvas.height, bottom)
}

const readExtension = (bytes: Buffer, at: number, canvas: Canvas): number => {
  require(bytes, at + 4)
  const hasTransparentColour = bytes[at + 1] === graphicControl && bytes[at + 2]! >= 4 && (bytes[at + 3]! & 1) === 1
  if (hasTransparentColour) canvas.hasAlpha = true
  return skipSubBlocks(bytes, at + 2)
}

/** Offset just past a chain of sub-blocks: each a length and as many bytes, the last of length 0. */
const skipSubBlocks = (bytes: Buffer, from: number): number => {
  for (let at = from; ; ) {
    const length = bytes[at]
    if (length === undefined) throw truncated('gif', bytes, 'the trailer')
    at += 1 + length
    if (length === 0) return at
  }
}

const require = (bytes: Buffer, end: number): void => {
  if (end > bytes.length) throw truncated('gif', bytes, 'the trailer')
}

const describe = ({ width, height, hasAlpha, frames }: Canvas, end: number): Container => {
  if (frames === 0) throw broken('gif', 'the trailer comes before any picture')
  const palette = { channels: 1, bitDepth: 8, colour: 'palette' as const, hasProfile: false }
  return { format: 'gif', width, height, orientation: 1, ...palette, hasAlpha, frames, end }
}
