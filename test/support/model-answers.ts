import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tensor } from '../../stages/models/tensor.ts'

/** An array as test/peer/models.py packs it. */
export interface Packed {
  readonly type: 'float32' | 'int64' | 'int32' | 'uint8'
  readonly shape: readonly number[]
  readonly base64: string
}

const arrays = { float32: Float32Array, int64: BigInt64Array, int32: Int32Array, uint8: Uint8Array }

export const unpack = ({ type, shape, base64 }: Packed): Tensor => {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'))
  return { type, shape, data: new arrays[type](bytes.buffer) } as Tensor
}

/** What transformers computed from this folder. */
export const readAnswers = <A>(folder: string): A => JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as A

/** The largest difference of two tensors of the same shape; infinite where the shapes differ. */
export const farthest = (a: Tensor | undefined, b: Tensor): number => {
  if (a?.shape.join() !== b.shape.join()) return Number.POSITIVE_INFINITY
  return Array.from(a.data, Number).reduce(
    (most, value, index) => Math.max(most, Math.abs(value - Number(b.data[index]))),
    0,
  )
}

/** Rows `from` to `to` of a tensor, and of each only the first `columns` where that is given. */
export const rowsOf = (tensor: Tensor, from: number, to: number, columns?: number): Tensor => {
  const size = tensor.data.length / (tensor.shape[0] as number)
  const width = columns ?? size
  const rows = Array.from({ length: to - from }, (_, row) =>
    tensor.data.slice((from + row) * size, (from + row) * size + width),
  )
  const data = new (tensor.data.constructor as Float32ArrayConstructor)(rows.length * width)
  for (const [row, values] of rows.entries()) data.set(values as Float32Array, row * width)
  return { type: tensor.type, shape: [rows.length, ...(columns ? [columns] : tensor.shape.slice(1))], data } as Tensor
}
