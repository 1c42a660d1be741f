import { preprocess } from './preprocess.ts'
import type { Preprocessing } from './preprocessing.ts'
import { type Tensor, uint8 } from './tensor.ts'

/** Encoded pictures as a model's graph takes them: uint8 [images, height, width, 3]. */
export const pixelsOf = async (
  images: readonly { readonly bytes: Uint8Array }[],
  preprocessing: Preprocessing,
): Promise<Tensor> => {
  const { width, height } = preprocessing.output
  const pixels = new Uint8Array(images.length * height * width * 3)
  for (const [at, { bytes }] of images.entries())
    pixels.set(await preprocess(bytes, preprocessing), at * height * width * 3)
  return uint8(pixels, [images.length, height, width, 3])
}
