import { z } from 'zod'

// JPEG cannot hold a longer side.
const side = z.int().positive().max(65_500)

/** What recipes may say about pictures; every one of these changes the data. */
export const imageOptions = z.strictObject({
  maxSide: side
    .default(1024)
    .describe(
      'Longest side of a stored picture, in pixels: what is larger is shrunk. Not asked where `resize` is given.',
    ),
  resize: z
    .strictObject({ shortSide: side.describe('Short side of every stored picture, in pixels.') })
    .nullable()
    .default(null)
    .describe('Decode every picture and shrink it to this short side; null keeps the fetched bytes where possible.'),
  upscale: z.boolean().default(false).describe('Enlarge pictures whose short side is below `resize.shortSide`.'),
  quality: z.int().min(1).max(100).default(95).describe('JPEG quality of the pictures that are decoded.'),
  maxPixels: z
    .int()
    .positive()
    .default(64_000_000)
    .describe('Largest picture, in pixels, by its header: larger ones are never decoded.'),
  minSide: side
    .nullable()
    .default(null)
    .describe('Reject pictures whose fetched, upright short side is below this, in pixels; null takes all.'),
})

/** Resolved image options. */
export type ImageOptions = z.infer<typeof imageOptions>
