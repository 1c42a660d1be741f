import { existsSync } from 'node:fs'
import { open, readFile, realpath } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ModelError } from './model-error.ts'

/** Where the bytes of one tensor lie. */
export interface StoredTensor {
  readonly name: string
  /** As the file spells it: F32, F16, BF16, I64 ... */
  readonly dtype: string
  readonly shape: readonly number[]
  /** The real path: in the Hugging Face cache, the model's folder holds only symlinks. */
  readonly file: string
  /** Bytes from the start of the file. */
  readonly offset: number
  /** Bytes. */
  readonly length: number
}

export type StoredTensors = ReadonlyMap<string, StoredTensor>

const bytesPerElement: { readonly [dtype: string]: number } = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
}
// The limit of the format's own reader.
const maxHeaderBytes = 100_000_000

/**
 * All tensors of a model folder: of `model.safetensors`, or of the files that `model.safetensors.index.json` names.
 * Reads headers only.
 * @throws ModelError, one sentence naming the file, and the tensor where it is one tensor's fault
 */
export const readTensors = async (folder: string): Promise<StoredTensors> => {
  const whole = join(folder, 'model.safetensors')
  if (existsSync(whole)) return readSafetensors(whole)
  const index = join(folder, 'model.safetensors.index.json')
  if (existsSync(index)) return readShards(folder, index)
  const torchOnly = existsSync(join(folder, 'pytorch_model.bin'))
    ? ' It has a pytorch_model.bin, which only Python can read: load it with transformers there, and save_pretrained() it.'
    : ''
  throw new ModelError(`${folder} has neither model.safetensors nor model.safetensors.index.json.${torchOnly}`)
}

const readShards = async (folder: string, index: string): Promise<StoredTensors> => {
  const { weight_map: map } = parseObject(await readFile(index, 'utf8'), index) as { weight_map?: unknown }
  if (!isObject(map)) throw new ModelError(`${index} has no \`weight_map\`, which says where each tensor is.`)
  const files = [...new Set(Object.values(map))].map(file => {
    if (typeof file !== 'string' || basename(file) !== file) {
      throw new ModelError(`${index} names ${JSON.stringify(file)} as a file; a plain name beside it is wanted.`)
    }
    return file
  })
  const shards = new Map<string, StoredTensors>()
  for (const file of files) shards.set(file, await readSafetensors(join(folder, file)))
  return new Map(
    Object.entries(map as { readonly [name: string]: string }).map(([name, file]) => {
      const tensor = shards.get(file)?.get(name)
      if (!tensor)
        throw new ModelError(`${join(folder, file)} lacks tensor \`${name}\`, which ${basename(index)} places there.`)
      return [name, tensor]
    }),
  )
}

/** The tensors of one file, in the order of their bytes. */
export const readSafetensors = async (path: string): Promise<StoredTensors> => {
  const file = await realpath(path).catch(cause => {
    throw new ModelError(`${path} cannot be found (${cause.code}); the model is incomplete.`, { cause })
  })
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const start = Buffer.alloc(8)
    await handle.read(start, 0, 8, 0)
    const headerBytes = Number(start.readBigUInt64LE())
    if (size < 8 || headerBytes > Math.min(maxHeaderBytes, size - 8)) {
      throw new ModelError(
        `${path} has ${size} bytes and announces a header of ${headerBytes}: it is cut off, or no safetensors file.`,
      )
    }
    const header = Buffer.alloc(headerBytes)
    await handle.read(header, 0, headerBytes, 8)
    return placeTensors(parseObject(header.toString(), path), path, file, 8 + headerBytes, size)
  } finally {
    await handle.close()
  }
}

const placeTensors = (header: object, path: string, file: string, dataStart: number, size: number): StoredTensors => {
  const tensors = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]): StoredTensor => {
      const { dtype, shape, start, end } = readEntry(name, entry, path)
      return { name, dtype, shape, file, offset: dataStart + start, length: end - start }
    })
    .sort((a, b) => a.offset - b.offset)
  let end = dataStart
  for (const tensor of tensors) {
    if (tensor.offset < end)
      throw new ModelError(`${path}: the bytes of tensor \`${tensor.name}\` overlap those of another.`)
    end = tensor.offset + tensor.length
    if (end > size) {
      throw new ModelError(`${path} ends at byte ${size}, tensor \`${tensor.name}\` at ${end}: the file is cut off.`)
    }
  }
  return new Map(tensors.map(tensor => [tensor.name, tensor]))
}

const readEntry = (name: string, entry: unknown, path: string) => {
  const { dtype, shape, data_offsets: offsets } = (isObject(entry) ? entry : {}) as { [field: string]: unknown }
  const isSound = typeof dtype === 'string' && isSizes(shape) && isSizes(offsets) && offsets.length === 2
  if (!isSound)
    throw new ModelError(`${path}: the header's entry for tensor \`${name}\` is not dtype, shape and two offsets.`)
  const [start, end] = offsets as [number, number]
  const wanted = shape.reduce((product, dimension) => product * dimension, bytesPerElement[dtype] ?? Number.NaN)
  if (!Number.isNaN(wanted) && end - start !== wanted) {
    throw new ModelError(`${path}: tensor \`${name}\` has ${end - start} bytes; ${dtype} [${shape}] needs ${wanted}.`)
  }
  if (end < start) throw new ModelError(`${path}: tensor \`${name}\` ends at ${end}, before its start at ${start}.`)
  return { dtype, shape, start, end }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(size => Number.isSafeInteger(size) && size >= 0)

const parseObject = (json: string, path: string): object => {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw new ModelError(`${path}: the header is not JSON (${(cause as Error).message}).`, { cause })
  }
  if (!isObject(value)) throw new ModelError(`${path}: the header is not a JSON object.`)
  return value
}
