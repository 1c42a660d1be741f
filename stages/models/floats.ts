/** The elements of a tensor as the file holds them, by the dtype that safetensors spells; null where they are no floats. */
export const decodeFloats = (bytes: Uint8Array, dtype: string): Float32Array | Float64Array | null => {
  // A copy, because a part of a file may begin anywhere, and elements must begin at a multiple of their size.
  const { buffer } = new Uint8Array(bytes)
  if (dtype === 'F32') return new Float32Array(buffer)
  if (dtype === 'F64') return new Float64Array(buffer)
  if (dtype === 'F16') return Float32Array.from(new Uint16Array(buffer), fromFloat16)
  if (dtype === 'BF16') return Float32Array.from(new Uint16Array(buffer), fromBfloat16)
  return null
}

const word = new Uint32Array(1)
const single = new Float32Array(word.buffer)

/** bfloat16 is the upper half of a float32. */
const fromBfloat16 = (bits: number): number => {
  word[0] = bits << 16
  return single[0] as number
}

const fromFloat16 = (bits: number): number => {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
