import { createHash } from 'node:crypto'
import { bytes, imageColumns } from '../../schemas/image.ts'
import { key } from '../../schemas/laion.ts'
import { type Row, rowStage } from '../stage.ts'
import { type Container, readContainer } from './container.ts'
import type { Decoding } from './decode.ts'
import { openDecoders } from './decoders.ts'
import { type ImageOptions, imageOptions } from './options.ts'
import type { Format } from './sniff.ts'
import { chooseTreatment, type Treatment } from './treatment.ts'

const extensions: { readonly [format in Format]: string } = { jpeg: 'jpg', png: 'png', webp: 'webp', gif: 'gif' }

/**
 * From fetched bytes to a stored picture. The fetched file is kept byte for byte where it is 8-bit RGB or grey, of one
 * frame, upright, without alpha, and not too large; all else is decoded once, in a child process, and becomes a JPEG.
 * The bytes do not depend on how many children there are.
 */
export const normaliseImage = (options: ImageOptions = imageOptions.parse({})) =>
  rowStage({
    name: 'image',
    reads: { key, bytes },
    adds: imageColumns,
    // Rows in hand, and so files in memory; enough to keep the children of a 32-core machine fed.
    limit: 64,
    open: async machine => {
      // Loaded here, because a plan opens no stage and sharp takes a fifth of a second.
      const { default: sharp } = await import('sharp')
      const decoders = openDecoders(machine)
      return {
        engine: { sharp: sharp.versions.sharp ?? 'unknown', libvips: sharp.versions.vips },
        close: decoders.close,
        run: async ({ key, bytes }, { signal }) => {
          const container = readContainer(bytes, options)
          const treatment = chooseTreatment(container, options)
          if (treatment.steps.length === 0) return describeRow(key, bytes, container, treatment, bytes)
          const decoding = describeDecoding(container, treatment, options)
          const stored = await decoders.decode(bytes, decoding, signal)
          return describeRow(key, bytes, container, treatment, stored)
        },
      }
    },
  })

const describeDecoding = (
  { width, height, orientation, bitDepth, hasProfile, colour }: Container,
  { stored }: Treatment,
  { quality, maxPixels }: ImageOptions,
): Decoding => ({
  width,
  height,
  orientation,
  isDeepWithProfile: bitDepth === 16 && colour === 'rgb' && hasProfile,
  target: stored,
  quality,
  maxPixels,
})

const describeRow = (
  key: string,
  fetched: Uint8Array,
  { format }: Container,
  { original, stored, steps }: Treatment,
  picture: Uint8Array,
): Row<typeof imageColumns> => {
  const isKept = steps.length === 0
  return {
    image: { bytes: picture, path: `${key}.${extensions[isKept ? format : 'jpeg']}` },
    width: stored.width,
    height: stored.height,
    original_width: original.width,
    original_height: original.height,
    original_format: format,
    original_bytes: fetched.length,
    sha256: createHash('sha256').update(fetched).digest('hex'),
    transform: isKept ? 'original' : steps.join(','),
  }
}
