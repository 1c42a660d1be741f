import { Reject } from '../reject.ts'
import type { Container } from './container.ts'
import { isQuarterTurned } from './exif.ts'
import type { ImageOptions } from './options.ts'

/** Pixels, upright. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** How a fetched picture becomes the stored one. */
export interface Treatment {
  readonly original: Size
  readonly stored: Size
  /**
   * None where the fetched bytes are kept. Else some of these, in this order: `first-frame` (of an animation), `orient`
   * (EXIF orientation applied), `srgb` (ICC profile or CMYK to sRGB), `eight-bit` (from any other depth), `flatten`
   * (alpha on white), `resize`, and always `jpeg<quality>` at the end.
   */
  readonly steps: readonly string[]
}

/**
 * Decides from the container alone, before anything is decoded.
 * @throws Reject `too-small`, or `too-many-pixels` where enlarging would make them
 */
export const chooseTreatment = (container: Container, options: ImageOptions): Treatment => {
  const original = upright(container)
  const shortSide = Math.min(original.width, original.height)
  if (options.minSide !== null && shortSide < options.minSide) {
    throw new Reject(
      'too-small',
      `${original.width}x${original.height}, wanted ${options.minSide} or more on each side`,
    )
  }
  const stored = scaled(original, scaleOf(original, options))
  if (stored.width * stored.height > options.maxPixels) {
    throw new Reject(
      'too-many-pixels',
      `enlarged to ${stored.width}x${stored.height}, the limit is ${options.maxPixels}`,
    )
  }
  const changes = changesOf(container)
  const isResized = stored.width !== original.width || stored.height !== original.height
  // A profile alone is no reason to touch a file: whoever shows the picture finds it there.
  const isKept = !options.resize && !isResized && changes.every(step => step === 'srgb') && container.colour !== 'cmyk'
  const steps = isKept ? [] : [...changes, ...(isResized ? ['resize'] : []), `jpeg${options.quality}`]
  return { original, stored, steps }
}

const upright = ({ width, height, orientation }: Container): Size =>
  isQuarterTurned(orientation) ? { width: height, height: width } : { width, height }

const scaleOf = ({ width, height }: Size, { resize, upscale, maxSide }: ImageOptions): number => {
  if (!resize) return Math.min(1, maxSide / Math.max(width, height))
  const scale = resize.shortSide / Math.min(width, height)
  return upscale ? scale : Math.min(1, scale)
}

const scaled = ({ width, height }: Size, scale: number): Size => ({
  width: Math.max(1, Math.round(width * scale)),
  height: Math.max(1, Math.round(height * scale)),
})

const changesOf = ({ frames, orientation, colour, hasProfile, bitDepth, hasAlpha }: Container): string[] => [
  ...(frames > 1 ? ['first-frame'] : []),
  ...(orientation !== 1 ? ['orient'] : []),
  ...(colour === 'cmyk' || hasProfile ? ['srgb'] : []),
  ...(bitDepth !== 8 ? ['eight-bit'] : []),
  ...(hasAlpha ? ['flatten'] : []),
]
