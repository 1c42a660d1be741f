import sharp, { type Sharp } from 'sharp'
import { drawScene } from '../draw.ts'
import { fullSide } from '../render.ts'
import type { Scene } from '../scene.ts'

/** The ways in which pictures are stored on the web; the world's own is `png`, without loss. */
export const forms = {
  png: { extension: 'png', encode: (picture: Sharp) => picture.removeAlpha().png() },
  jpeg: { extension: 'jpg', encode: (picture: Sharp) => picture.jpeg({ quality: 90 }) },
  progressive: { extension: 'jpg', encode: (picture: Sharp) => picture.jpeg({ quality: 85, progressive: true }) },
  grey: { extension: 'jpg', encode: (picture: Sharp) => picture.toColourspace('b-w').jpeg({ quality: 90 }) },
  cmyk: { extension: 'jpg', encode: (picture: Sharp) => picture.toColourspace('cmyk').jpeg({ quality: 90 }) },
  // Stored lying on its left side, with the EXIF tag that tells viewers to turn it clockwise.
  turned: {
    extension: 'jpg',
    encode: (picture: Sharp) => picture.rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }),
  },
  // The thing alone, on nothing.
  transparent: { extension: 'png', encode: (picture: Sharp) => picture.png() },
  webp: { extension: 'webp', encode: (picture: Sharp) => picture.removeAlpha().webp({ lossless: true }) },
  gif: { extension: 'gif', encode: (picture: Sharp) => picture.removeAlpha().gif() },
  // Beyond the longest side that is kept by default.
  large: { extension: 'jpg', encode: (picture: Sharp) => picture.jpeg({ quality: 85 }) },
} as const
export type Form = keyof typeof forms

/** Side of a picture in that form, in pixels. */
export const sideOf = (form: Form): number => (form === 'large' ? 1600 : fullSide)

/** Draws a scene and stores it in a form. */
export const drawPicture = (scene: Scene, form: Form): Promise<Buffer> => {
  const svg = drawScene(scene, sideOf(form), { bare: form === 'transparent' })
  return forms[form].encode(sharp(Buffer.from(svg))).toBuffer()
}
