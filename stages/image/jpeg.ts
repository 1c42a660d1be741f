import type { Container } from './container.ts'
import { readOrientation } from './exif.ts'
import { broken, requirePixels, truncated } from './faults.ts'

const marker = { sof0: 0xc0, sof2: 0xc2, dht: 0xc4, jpg: 0xc8, dac: 0xcc, sof15: 0xcf } as const
const soi = 0xd8
const eoi = 0xd9
const sos = 0xda
const app1 = 0xe1
const app2 = 0xe2

interface Frame {
  readonly width: number
  readonly height: number
  readonly bitDepth: number
  readonly channels: number
}

/** Walks the markers of a JPEG to its EOI; a thumbnail inside EXIF has an EOI of its own, which is not mistaken for it. */
export const readJpeg = (bytes: Buffer, maxPixels: number): Container => {
  let frame: Frame | undefined
  let orientation: number | undefined
  let hasProfile = false
  let hasScan = false
  for (let at = nextMarker(bytes, 2); ; at = nextMarker(bytes, at)) {
    const code = bytes[at - 1]!
    if (code === eoi) {
      if (!frame || !hasScan) throw broken('jpeg', `EOI at byte ${at - 2}, before any picture`)
      return { ...describe(frame), orientation: orientation ?? 1, hasProfile, end: at }
    }
    if (code === soi) throw broken('jpeg', `a second SOI at byte ${at - 2}, inside the picture`)
    const segment = readSegment(bytes, at)
    if (isFrame(code)) {
      if (frame) throw broken('jpeg', `a second frame header at byte ${at - 2}`)
      frame = readFrame(code, segment, maxPixels)
    } else if (code === sos) {
      if (!frame) throw broken('jpeg', `a scan at byte ${at - 2}, before the frame header`)
      hasScan = true
    } else if (code === app1 && startsWith(segment, 'Exif\0')) {
      orientation ??= readOrientation(segment.subarray(6))
    } else if (code === app2 && startsWith(segment, 'ICC_PROFILE\0')) {
      hasProfile = true
    }
    at += 2 + segment.length
  }
}

/**
 * Offset just past the next marker. Inside a scan, stuffed zeros (ff 00) and restart markers (ff d0-d7) are data;
 * between segments, stray bytes are skipped, as every decoder does.
 */
const nextMarker = (bytes: Buffer, from: number): number => {
  let at = from
  for (;;) {
    // The native search runs at several GB/s; a loop over the bytes in JavaScript at one.
    at = bytes.indexOf(0xff, at)
    if (at < 0) throw truncated('jpeg', bytes, 'the EOI marker')
    while (bytes[at] === 0xff) at++
    const code = bytes[at]
    if (code === undefined) throw truncated('jpeg', bytes, 'the EOI marker')
    at++
    const isData = code <= 0x01 || (code >= 0xd0 && code <= 0xd7)
    if (!isData) return at
  }
}

/** The segment's payload, without its two length bytes. */
const readSegment = (bytes: Buffer, at: number): Buffer => {
  if (at + 2 > bytes.length) throw truncated('jpeg', bytes, 'the length of a segment')
  const length = bytes.readUInt16BE(at)
  if (length < 2) throw broken('jpeg', `a segment at byte ${at - 2} declares ${length} bytes, wanted 2 or more`)
  if (at + length > bytes.length) throw truncated('jpeg', bytes, `the end of a segment at ${at + length}`)
  return bytes.subarray(at + 2, at + length)
}

const isFrame = (code: number): boolean =>
  code >= marker.sof0 && code <= marker.sof15 && code !== marker.dht && code !== marker.jpg && code !== marker.dac

const readFrame = (code: number, segment: Buffer, maxPixels: number): Frame => {
  if (code > marker.sof2)
    throw broken('jpeg', 'lossless, hierarchical or arithmetic coding, wanted baseline or progressive')
  const channels = segment[5]
  if (channels === undefined || segment.length < 6 + 3 * channels)
    throw broken('jpeg', 'a frame header that is too short')
  if (channels !== 1 && channels !== 3 && channels !== 4) throw broken('jpeg', `${channels} channels, wanted 1, 3 or 4`)
  const frame = { width: segment.readUInt16BE(3), height: segment.readUInt16BE(1), bitDepth: segment[0]!, channels }
  requirePixels('jpeg', frame.width, frame.height, maxPixels)
  return frame
}

const describe = (frame: Frame) => ({
  ...frame,
  format: 'jpeg' as const,
  colour: frame.channels === 1 ? ('grey' as const) : frame.channels === 3 ? ('rgb' as const) : ('cmyk' as const),
  hasAlpha: false,
  frames: 1,
})

const startsWith = (segment: Buffer, text: string): boolean => segment.toString('latin1', 0, text.length) === text
