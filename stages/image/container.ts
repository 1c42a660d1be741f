import { Reject } from '../reject.ts'
import { readGif } from './gif.ts'
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'
import { type Format, isRefusedFormat, sniff } from './sniff.ts'
import { readWebp } from './webp.ts'

/** What a picture file says about itself, read without decoding a pixel. */
export interface Container {
  readonly format: Format
  /** Pixels, as stored: not yet upright. */
  readonly width: number
  readonly height: number
  /** EXIF orientation, 1 to 8; 1 where the file says nothing. XMP is not asked, as browsers do not. */
  readonly orientation: number
  /** Samples per pixel, as stored: a palette index is one. */
  readonly channels: number
  /** Bits per sample, as stored. */
  readonly bitDepth: number
  readonly colour: 'rgb' | 'grey' | 'palette' | 'cmyk'
  /** Some pixel may be transparent. */
  readonly hasAlpha: boolean
  /** An embedded ICC profile says what the colours mean. */
  readonly hasProfile: boolean
  readonly frames: number
  /** Offset just past the end of the container. Web pictures often carry junk behind it: that is allowed. */
  readonly end: number
}

/** Limits that a container's header is held against before anything else is read. */
export interface ContainerLimits {
  readonly maxPixels: number
}

const readers = { jpeg: readJpeg, png: readPng, webp: readWebp, gif: readGif }

/**
 * Walks a picture file to the end of its container. Linear in the file's size, allocates nothing by declared sizes.
 * A complete container is no proof of sound pixels: damage inside compressed data shows only when it is decoded.
 * @throws Reject `not-an-image`, `format-refused`, `too-many-pixels`, `truncated` or `decode-failed`, nothing else
 */
export const readContainer = (
  bytes: Uint8Array,
  { maxPixels }: ContainerLimits = { maxPixels: Infinity },
): Container => {
  const format = sniff(bytes)
  if (typeof format !== 'string') {
    throw new Reject(isRefusedFormat(format.unknown) ? 'format-refused' : 'not-an-image', format.unknown)
  }
  return readers[format](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), maxPixels)
}
