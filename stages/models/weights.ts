import { ModelError } from './model-error.ts'
import type { Quantiser } from './quantised.ts'
import { readTensors, type StoredTensor } from './safetensors.ts'

/** How a model's folder is read. */
export interface Reading {
  readonly folder: string
  /** Where the matrices go as int8; absent for float32. */
  readonly quantiser?: Quantiser | undefined
}

/** The tensors of one model, under the names that `transformers` gives them today. */
export interface Weights {
  has(name: string): boolean
  /** @throws ModelError naming tensor and file where it is missing or has another shape */
  take(name: string, shape: readonly number[]): StoredTensor
  readonly quantiser: Quantiser | undefined
}

/**
 * Reads where the weights of a folder lie.
 * @param rename a name in the file to today's name: published models keep the names of their year
 */
export const readWeights = async (
  { folder, quantiser }: Reading,
  rename = (name: string) => name,
): Promise<Weights> => {
  const stored = await readTensors(folder)
  const tensors = new Map([...stored].map(([name, tensor]) => [rename(renameLayerNorm(name)), tensor]))
  return {
    quantiser,
    has: name => tensors.has(name),
    take: (name, shape) => {
      const tensor = tensors.get(name)
      if (!tensor)
        throw new ModelError(`${folder}: tensor \`${name}\` [${shape}] is missing from its safetensors files.`)
      if (tensor.shape.join() === shape.join()) return tensor
      throw new ModelError(
        `${tensor.file}: tensor \`${tensor.name}\` is [${tensor.shape}]; config.json asks for [${shape}].`,
      )
    },
  }
}

// TensorFlow's names, which the first BERTs still carry.
const renameLayerNorm = (name: string): string =>
  name.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias')

/** Rows `from` to `to` of a matrix, or elements of a vector: consecutive bytes, so again a stored tensor. */
export const sliceRows = (tensor: StoredTensor, from: number, to: number): StoredTensor => {
  const [rows, ...rest] = tensor.shape as [number, ...number[]]
  const rowBytes = tensor.length / rows
  return {
    ...tensor,
    shape: [to - from, ...rest],
    offset: tensor.offset + from * rowBytes,
    length: (to - from) * rowBytes,
  }
}
