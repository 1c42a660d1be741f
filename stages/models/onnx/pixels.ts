import { ModelError } from '../model-error.ts'
import { type Normalisation, normalisationOf, readPreprocessing } from '../preprocessing.ts'
import type { Graph, Value } from './graph.ts'

/** @throws ModelError where pictures are not prepared with the `side` that the model was made for */
export const readNormalisation = async (folder: string, side: number): Promise<Normalisation> => {
  const preprocessing = await readPreprocessing(folder)
  const { output } = preprocessing
  if (output.width !== side || output.height !== side) {
    throw new ModelError(
      `${folder}: its preprocessor makes pictures of ${output.width}x${output.height}; config.json wants ${side}x${side}.`,
    )
  }
  return normalisationOf(preprocessing)
}

/**
 * Cuts images into patches and normalises them: uint8 [batch, side, side, 3] to float32 [batch x patches, 3 x patch^2],
 * each row in the order of a convolution's weight. What is left of a side that no patch fills is dropped, as there.
 */
export const cutPatches = (
  { node, floats, int64s }: Graph,
  pixels: Value,
  { side, patch, scale, offset }: Normalisation & { readonly side: number; readonly patch: number },
): Value => {
  const grid = Math.floor(side / patch)
  const used = [grid * patch, grid * patch]
  const square = side % patch === 0 ? pixels : node('Slice', [pixels, int64s([0, 0]), int64s(used), int64s([1, 2])])
  const cut = node('Reshape', [square, int64s([-1, grid, patch, grid, patch, 3])])
  const channelsFirst = node('Transpose', [cut], { perm: { ints: [0, 1, 3, 5, 2, 4] } })
  const numbers = node('Cast', [channelsFirst], { to: { int: 1 } })
  const scaled = node('Mul', [numbers, floats(scale, [3, 1, 1])])
  return node('Reshape', [node('Add', [scaled, floats(offset, [3, 1, 1])]), int64s([-1, 3 * patch * patch])])
}
