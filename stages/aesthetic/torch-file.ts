import { decodeFloats } from '../models/floats.ts'
import type { Weight, Weights } from './head.ts'
import { type Call, type Global, type Pickled, type Reference, readPickle } from './pickle.ts'
import type { Refuse } from './refuse.ts'
import { readZip } from './zip.ts'

const storages: { readonly [global: string]: { readonly dtype: string; readonly bytes: number } } = {
  'torch DoubleStorage': { dtype: 'F64', bytes: 8 },
  'torch FloatStorage': { dtype: 'F32', bytes: 4 },
  'torch HalfStorage': { dtype: 'F16', bytes: 2 },
}

/**
 * The tensors of a state_dict as `torch.save` writes it: a zip that holds a pickle, `data.pkl`, and the bytes of each
 * storage, `data/<key>`. The pickle says how tensors lie in storages; nothing of it is executed.
 */
export const readTorchFile = (bytes: Buffer, refuse: Refuse): Weights => {
  const files = readZip(bytes, refuse)
  const pickle =
    [...files.keys()].find(name => /^[^/]+\/data\.pkl$/.test(name)) ??
    refuse('is a zip without data.pkl: PyTorch did not save it')
  const folder = pickle.slice(0, -'data.pkl'.length)
  if (files.get(`${folder}byteorder`)?.toString() === 'big') refuse('is big-endian: save it on a little-endian machine')
  const saved = readPickle(files.get(pickle) as Buffer, refuse)
  if (!(saved instanceof Map)) return refuse('holds no state_dict: save model.state_dict()')
  const storageOf = (key: string) =>
    files.get(`${folder}data/${key}`) ?? refuse(`lacks the bytes of storage ${JSON.stringify(key)}`)
  return new Map(
    [...saved].map(([name, value]) =>
      typeof name === 'string' && isTensor(value)
        ? [name, readTensor(name, value, storageOf, refuse)]
        : refuse(`holds ${JSON.stringify(name)}, which is no tensor: save model.state_dict()`),
    ),
  )
}

const isRecord = (value: Pickled | undefined): value is Global | Call | Reference =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map)

const isTensor = (value: Pickled): value is Call =>
  isRecord(value) && 'call' in value && value.call === 'torch._utils _rebuild_tensor_v2'

/** What is called is `_rebuild_tensor_v2(storage, offset, shape, strides, …)`, offset and strides in elements. */
const readTensor = (name: string, { given }: Call, storageOf: (key: string) => Buffer, refuse: Refuse): Weight => {
  const [storage, offset, shape, strides] = given
  if (!isSize(offset) || !isSizes(shape) || !isSizes(strides))
    return refuse(`describes tensor \`${name}\` in a way that PyTorch does not`)
  const { dtype, bytes, key } =
    storageTypeOf(storage) ?? refuse(`holds tensor \`${name}\` in another type than float32, float64 or half`)
  if (strides.join() !== rowMajor(shape).join()) refuse(`holds tensor \`${name}\` transposed: save it contiguous`)
  const stored = storageOf(key)
  const end = (offset + shape.reduce((product, size) => product * size, 1)) * bytes
  if (end > stored.length) refuse(`holds ${stored.length} bytes for tensor \`${name}\`; [${shape}] needs ${end}`)
  // The dtype is one of three that are floats.
  return { shape, data: decodeFloats(stored.subarray(offset * bytes, end), dtype)! }
}

/** A storage is referred to as `('storage', type, key, device, elements)`. */
const storageTypeOf = (storage: Pickled | undefined) => {
  if (!isRecord(storage) || !('reference' in storage) || !Array.isArray(storage.reference)) return null
  const [kind, type, key] = storage.reference as readonly Pickled[]
  if (kind !== 'storage' || !isRecord(type) || !('global' in type) || typeof key !== 'string') return null
  const found = storages[type.global]
  return found ? { ...found, key } : null
}

const rowMajor = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))

const isSize = (value: Pickled | undefined): value is number => typeof value === 'number' && value >= 0

const isSizes = (value: Pickled | undefined): value is readonly number[] => Array.isArray(value) && value.every(isSize)
