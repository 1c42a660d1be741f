import sharp, { type Sharp } from 'sharp'
import { isQuarterTurned } from './exif.ts'

/** One picture to decode: plain numbers, so that it travels to a child process. */
export interface Decoding {
  /** Pixels as stored in the fetched file, not upright: what the decoder must find. */
  readonly width: number
  readonly height: number
  readonly orientation: number
  /** 16-bit RGB with an ICC profile. */
  readonly isDeepWithProfile: boolean
  /** Pixels of the result, upright. */
  readonly target: { readonly width: number; readonly height: number }
  readonly quality: number
  readonly maxPixels: number
}

/** The JPEG, or why there is none. */
export type Decoded = { readonly bytes: Uint8Array } | { readonly failure: string }

// One picture uses one core: the processes are the parallelism, and the memory of each stays bounded.
sharp.concurrency(1)
sharp.cache(false)
// Everything else that libvips can open (SVG, PDF, TIFF, HEIF) is attack surface.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif'].map(loader => `VipsForeignLoad${loader}Buffer`),
})

/** Decodes a picture once and makes the stored JPEG of it: sRGB, 8 bits, no alpha, upright, of the wanted size, 4:4:4. */
export const decode = async (bytes: Uint8Array, decoding: Decoding): Promise<Decoded> => {
  try {
    // Our orientation is applied, not libvips' own reading of EXIF, so that kept and decoded pictures agree.
    const picture = sharp(bytes, { limitInputPixels: decoding.maxPixels, autoOrient: false })
    const { width, height } = await picture.metadata()
    if (width !== decoding.width || height !== decoding.height) {
      return { failure: `the decoder sees ${width}x${height}, the container says ${decoding.width}x${decoding.height}` }
    }
    return { bytes: await encode(orient(resize(picture, decoding), decoding.orientation), decoding) }
  } catch (error) {
    // libvips stacks its messages; the first line names the cause.
    return { failure: String(error instanceof Error ? error.message : error).split('\n')[0]! }
  }
}

/** A JPEG for a page: upright, sRGB, no longer than `side`. @throws sharp's error where the picture does not decode */
export const thumbnail = async (bytes: Uint8Array, side: number, maxPixels: number): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp(bytes, { limitInputPixels: maxPixels, autoOrient: true })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .jpeg({ quality: 80 })
      .toBuffer(),
  )

const resize = (picture: Sharp, { width, height, orientation, target }: Decoding): Sharp => {
  const [toWidth, toHeight] = isQuarterTurned(orientation)
    ? [target.height, target.width]
    : [target.width, target.height]
  return toWidth === width && toHeight === height ? picture : picture.resize(toWidth, toHeight, { fit: 'fill' })
}

// sharp flips, flops, then rotates, whatever the order of the calls; after `resize`, so that it may shrink while loading.
const orient = (picture: Sharp, orientation: number): Sharp => {
  const isFlipped = orientation === 4 || orientation === 5
  const isFlopped = orientation === 2 || orientation === 7
  const angle = orientation === 3 ? 180 : orientation === 8 ? 270 : isQuarterTurned(orientation) ? 90 : 0
  return picture.flip(isFlipped).flop(isFlopped).rotate(angle)
}

const encode = (picture: Sharp, { quality, isDeepWithProfile }: Decoding): Promise<Buffer> => {
  const flat = picture.flatten({ background: '#ffffff' })
  // sharp takes deep pictures with a profile to Display P3, and leaves them there unless it is asked for sRGB; for any
  // other picture the same request would take sRGB for Display P3.
  const coloured = isDeepWithProfile ? flat.withIccProfile('srgb', { attach: false }) : flat
  // Huffman tables of its own make a file 7 % smaller, of the same pixels, and take 5 of 12 ms.
  return coloured.jpeg({ quality, chromaSubsampling: '4:4:4', optimiseCoding: false }).toBuffer()
}
