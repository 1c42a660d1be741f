/** A tensor as it travels between processes: no class, so that it survives the structured clone. */
export type Tensor =
  | { readonly type: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'uint8'; readonly shape: readonly number[]; readonly data: Uint8Array }
  | { readonly type: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly type: 'int64'; readonly shape: readonly number[]; readonly data: BigInt64Array }

export type Tensors = { readonly [name: string]: Tensor }

export const float32 = (data: Float32Array, shape: readonly number[] = [data.length]): Tensor => ({
  type: 'float32',
  shape,
  data,
})

export const uint8 = (data: Uint8Array, shape: readonly number[] = [data.length]): Tensor => ({
  type: 'uint8',
  shape,
  data,
})

/** Masks. */
export const int32 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor => ({
  type: 'int32',
  shape,
  data: Int32Array.from(values),
})

/** Token ids and positions. */
export const int64 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor => ({
  type: 'int64',
  shape,
  data: BigInt64Array.from(values, BigInt),
})

/** @throws Error where the tensor is missing or has another type */
export const floatsOf = (tensor: Tensor | undefined): Float32Array => {
  if (tensor?.type === 'float32') return tensor.data
  throw new Error(`A float32 tensor was wanted; ${tensor?.type ?? 'nothing'} came.`)
}

/** As numbers: token ids are far below 2^53. @throws Error where the tensor is missing or has another type */
export const integersOf = (tensor: Tensor | undefined): number[] => {
  if (tensor?.type === 'int64') return Array.from(tensor.data, Number)
  throw new Error(`An int64 tensor was wanted; ${tensor?.type ?? 'nothing'} came.`)
}
