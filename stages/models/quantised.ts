import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { decodeFloats } from './floats.ts'
import type { StoredTensor } from './safetensors.ts'

/** A matrix in int8: the stored [out, in] weights are codes[in, out] * scales[out]. */
export interface QuantisedMatrix {
  readonly codes: StoredTensor
  readonly scales: StoredTensor
}

/** Places int8 copies of matrices in one file beside the model, and writes that file where it is not there yet. */
export interface Quantiser {
  /** Says where the copy of a matrix [out, in] will be. */
  place(matrix: StoredTensor): QuantisedMatrix
  /** Writes what was placed; to be awaited before anybody reads it. @throws Error where the folder cannot be written */
  write(): Promise<void>
}

/** Raises when the bytes of the file change their meaning, or a graph places other matrices. */
const version = 2

/** @param key names the content of the model, so that changed weights get another file */
export const startQuantiser = (folder: string, key: string, name: string): Quantiser => {
  const file = join(folder, '.softpa', `${name}-int8-${version}-${key}.bin`)
  const placed = new Map<string, QuantisedMatrix & { readonly source: StoredTensor }>()
  let end = 0
  const reserve = (name: string, dtype: string, shape: readonly number[], length: number): StoredTensor => {
    const offset = end
    // The runtime reads the scales as float32, which want to start at multiples of their size.
    end = Math.ceil((offset + length) / 64) * 64
    return { name, dtype, shape, file, offset, length }
  }
  return {
    place: source => {
      const id = `${source.name}@${source.offset}`
      const known = placed.get(id)
      if (known) return known
      const [to, from] = source.shape as readonly [number, number]
      const codes = reserve(`${source.name}.int8`, 'I8', [from, to], from * to)
      const scales = reserve(`${source.name}.scales`, 'F32', [to], 4 * to)
      placed.set(id, { codes, scales, source })
      return { codes, scales }
    },
    write: () => writeOnce(file, [...placed.values()]),
  }
}

const writeOnce = async (
  file: string,
  matrices: readonly (QuantisedMatrix & { readonly source: StoredTensor })[],
): Promise<void> => {
  const there = await open(file).catch(() => null)
  if (there) return there.close()
  // Two processes may write the same bytes at once: each its own file, and the last rename wins.
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    const handle = await open(temporary, 'w')
    try {
      for (const { codes, scales, source } of matrices) {
        const quantised = quantise(await readFloats(source), codes.shape as readonly [number, number])
        await handle.write(quantised.codes, 0, codes.length, codes.offset)
        await handle.write(new Uint8Array(quantised.scales.buffer), 0, scales.length, scales.offset)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    const { code } = cause as NodeJS.ErrnoException
    throw new Error(
      `${file} cannot be written (${code}): int8 weights are kept beside the model; use dtype fp32 otherwise.`,
      { cause },
    )
  }
}

/** One scale for each output, so that its largest weight becomes 127 or -127; codes are transposed to [in, out]. */
export const quantise = (
  weights: Float32Array,
  [from, to]: readonly [number, number],
): { readonly codes: Int8Array; readonly scales: Float32Array } => {
  const codes = new Int8Array(from * to)
  const scales = new Float32Array(to)
  for (let output = 0; output < to; output += 1) {
    const row = weights.subarray(output * from, (output + 1) * from)
    let largest = 0
    for (const weight of row) largest = Math.max(largest, Math.abs(weight))
    // A row of zeros keeps a scale of 1, and codes of 0.
    const scale = Math.fround(largest / 127) || 1
    scales[output] = scale
    for (let input = 0; input < from; input += 1)
      codes[input * to + output] = Math.round((row[input] as number) / scale)
  }
  return { codes, scales }
}

const readFloats = async ({ file, name, offset, length, dtype }: StoredTensor): Promise<Float32Array> => {
  const handle = await open(file)
  try {
    const bytes = new Uint8Array(length)
    await handle.read(bytes, 0, length, offset)
    const floats = decodeFloats(bytes, dtype)
    if (floats instanceof Float32Array) return floats
    throw new Error(`${file}: tensor ${name} is ${dtype}; int8 is made of F32, F16 or BF16.`)
  } finally {
    await handle.close()
  }
}
