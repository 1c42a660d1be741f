import sharp from 'sharp'
// Narrows what libvips may open to jpeg, png, webp and gif, for the whole process.
import '../image/decode.ts'
import type { Preprocessing, Size } from './preprocessing.ts'
import { type Picture, resample } from './resample.ts'

/**
 * An encoded picture as the bytes that the model's graph takes: decoded once, upright, RGB, resized and cropped.
 * Resizing computes on the calling thread, 10 ms for a 640x480 photograph: call it where that may block.
 * @returns height * width * 3 bytes, rows of R, G, B
 * @throws Error of libvips where the picture does not decode
 */
export const preprocess = async (encoded: Uint8Array, preprocessing: Preprocessing): Promise<Uint8Array> => {
  const picture = await decodePixels(encoded)
  const { width, height } = sizeAfter(picture, preprocessing.resize)
  const resized = resample(picture, width, height, preprocessing.filter)
  return preprocessing.crop ? cropMiddle(resized, preprocessing.crop) : resized.pixels
}

/** Decodes as PIL's `convert("RGB")` does: colour profiles are ignored, alpha is dropped. */
export const decodePixels = async (encoded: Uint8Array): Promise<Picture> => {
  const { data, info } = await sharp(encoded, { autoOrient: true, ignoreIcc: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, pixels: info.channels === 1 ? tripled(data) : data }
}

const tripled = (grey: Uint8Array): Uint8Array => {
  const pixels = new Uint8Array(grey.length * 3)
  for (const [at, value] of grey.entries()) pixels.fill(value, 3 * at, 3 * at + 3)
  return pixels
}

const sizeAfter = ({ width, height }: Size, resize: Preprocessing['resize']): Size => {
  if (!('shortestEdge' in resize)) return resize
  const { shortestEdge } = resize
  // The other side is cut, not rounded, as torchvision began it.
  return width <= height
    ? { width: shortestEdge, height: Math.trunc((shortestEdge * height) / width) }
    : { width: Math.trunc((shortestEdge * width) / height), height: shortestEdge }
}

const cropMiddle = (picture: Picture, { width, height }: Size): Uint8Array => {
  const left = Math.trunc((picture.width - width) / 2)
  const top = Math.trunc((picture.height - height) / 2)
  const pixels = new Uint8Array(height * width * 3)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 3
    pixels.set(picture.pixels.subarray(from, from + width * 3), y * width * 3)
  }
  return pixels
}
