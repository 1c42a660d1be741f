import sharp, { type Sharp } from 'sharp'
import { drawScene } from './draw.ts'
import type { Scene } from './scene.ts'

/** A drawn scene as a file that a web server might hold. */
export interface Picture {
  readonly scene: Scene
  /** Under which name it is served. */
  readonly file: string
  readonly bytes: Buffer
}

/** The ways in which pictures are stored on the web; most are plain JPEGs. */
const formats: { readonly [name: string]: { extension: string; encode(picture: Sharp): Sharp } } = {
  jpeg: { extension: 'jpg', encode: picture => picture.jpeg({ quality: 90 }) },
  progressive: { extension: 'jpg', encode: picture => picture.jpeg({ quality: 85, progressive: true }) },
  grey: { extension: 'jpg', encode: picture => picture.toColourspace('b-w').jpeg({ quality: 90 }) },
  cmyk: { extension: 'jpg', encode: picture => picture.toColourspace('cmyk').jpeg({ quality: 90 }) },
  // Stored lying on its left side, with the EXIF tag that tells viewers to turn it clockwise.
  turned: {
    extension: 'jpg',
    encode: picture => picture.rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 90 }),
  },
  png: { extension: 'png', encode: picture => picture.removeAlpha().png() },
  transparent: { extension: 'png', encode: picture => picture.png() },
  webp: { extension: 'webp', encode: picture => picture.removeAlpha().webp({ quality: 85 }) },
  gif: { extension: 'gif', encode: picture => picture.removeAlpha().gif() },
}
export type Format = 'jpeg' | 'progressive' | 'grey' | 'cmyk' | 'turned' | 'png' | 'transparent' | 'webp' | 'gif'

const rare: { readonly [index: number]: Format } = {
  3: 'png',
  5: 'webp',
  8: 'turned',
  11: 'transparent',
  14: 'gif',
  17: 'cmyk',
  19: 'png',
  23: 'progressive',
  26: 'webp',
  29: 'grey',
  32: 'png',
  37: 'gif',
  41: 'webp',
  46: 'progressive',
  50: 'png',
}
/** This one is drawn larger than the longest side that is kept by default. */
const large = 20

/** Draws and encodes the scenes, in order; `signal` stops it between two pictures. */
export const drawPictures = async (scenes: readonly Scene[], seed: number, signal: AbortSignal): Promise<Picture[]> => {
  const pictures: Picture[] = []
  for (const [index, scene] of scenes.entries()) {
    signal.throwIfAborted()
    const format = rare[index] ?? 'jpeg'
    pictures.push(await drawPicture(index === large ? { ...scene, width: 1600, height: 1200 } : scene, format, seed))
  }
  return pictures
}

/** Draws a scene and stores it in a format. */
export const drawPicture = async (scene: Scene, format: Format, seed: number): Promise<Picture> => {
  const { extension, encode } = formats[format] as (typeof formats)[string] // every Format is a key
  const svg = Buffer.from(drawScene(scene, seed, { bare: format === 'transparent' }))
  return { scene, file: `${scene.name}.${extension}`, bytes: await encode(sharp(svg)).toBuffer() }
}
