import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { float32, int32, int64, uint8 } from '../../../../../stages/models/tensor.ts'
import { type Frame, readFrames, writeFrame } from '../../../../../stages/models/torch/frames.ts'

const tensors = {
  bytes: uint8(Uint8Array.from([1, 2, 3]), [3, 1]),
  ids: int64([-5, 2 ** 40], [2]),
  mask: int32([1, 0, 1, 1], [2, 2]),
  scores: float32(Float32Array.from([0.5, -1e30]), [1, 2]),
  none: float32(new Float32Array(0), [0, 7]),
}
const message = Buffer.concat([...writeFrame({ said: 'é' }, tensors), ...writeFrame({})])

const framesOf = async (chunks: Iterable<Uint8Array>): Promise<Frame[]> => {
  const frames: Frame[] = []
  for await (const frame of readFrames(Readable.from(chunks))) frames.push(frame)
  return frames
}

const cut = (size: number) =>
  Array.from({ length: Math.ceil(message.length / size) }, (_, at) => message.subarray(at * size, (at + 1) * size))

describe('messages on a pipe', () => {
  it.each([1, 3, 7, 64, message.length])('come out as they went in, in chunks of %i bytes', async size => {
    const [first, second] = await framesOf(cut(size))
    expect(first?.header.said).toBe('é')
    expect(first?.tensors).toEqual(tensors)
    expect(second?.tensors).toEqual({})
  })

  it('are none where the pipe ends within them', async () => {
    for (let length = 0; length < message.length - 40; length += 5)
      expect(await framesOf([message.subarray(0, length)])).toEqual([])
  })
})
