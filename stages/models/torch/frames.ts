import type { Readable } from 'node:stream'
import type { Tensor, Tensors } from '../tensor.ts'

// A message on a pipe, as `frames.py` has it on the other side: the length of a JSON text as uint32, the text, and the
// tensors that it lists, their bytes one behind the other. All numbers are little-endian.

interface Header {
  readonly tensors?: readonly Listed[]
}
interface Listed {
  readonly name: string
  readonly type: Tensor['type']
  readonly shape: readonly number[]
}

/** What comes out of a pipe: the JSON text, and its tensors by name. */
export interface Frame {
  readonly header: { readonly [key: string]: unknown }
  readonly tensors: Tensors
}

const arrays = { float32: Float32Array, uint8: Uint8Array, int32: Int32Array, int64: BigInt64Array } as const

/** The chunks of a message, tensors uncopied. */
export const writeFrame = (header: object, tensors: Tensors = {}): Uint8Array[] => {
  const named = Object.entries(tensors)
  const listed = named.map(([name, { type, shape }]): Listed => ({ name, type, shape }))
  const text = Buffer.from(JSON.stringify({ ...header, tensors: listed }))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(text.length)
  const bytes = named.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return [length, text, ...bytes]
}

/** Messages from a pipe, until it ends; what is cut off is no message. */
export async function* readFrames(pipe: Readable): AsyncGenerator<Frame> {
  const take = taker(pipe)
  while (true) {
    const length = await take(4)
    if (length === null) return
    const text = await take(length.readUInt32LE())
    if (text === null) return
    const header = JSON.parse(text.toString()) as Header & Frame['header']
    const tensors: { [name: string]: Tensor } = {}
    for (const { name, type, shape } of header.tensors ?? []) {
      const count = shape.reduce((product, size) => product * size, 1)
      const data = await take(count * arrays[type].BYTES_PER_ELEMENT)
      if (data === null) return
      // A copy: an array of wide numbers must begin where its width divides.
      const { buffer } = new Uint8Array(data)
      tensors[name] = { type, shape, data: new arrays[type](buffer) } as Tensor
    }
    yield { header, tensors }
  }
}

/** Takes so many bytes from a pipe; null where it ends before. */
const taker = (pipe: Readable): ((count: number) => Promise<Buffer | null>) => {
  const chunks = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let held: Buffer[] = []
  let size = 0
  return async count => {
    while (size < count) {
      const { value, done } = await chunks.next()
      if (done) return null
      held.push(value)
      size += value.length
    }
    const all = Buffer.concat(held)
    held = all.length > count ? [all.subarray(count)] : []
    size = all.length - count
    return all.subarray(0, count)
  }
}
