import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { drawGraph, type Graph } from '../../../../../stages/models/onnx/graph.ts'
import { int, message } from '../../../../../stages/models/onnx/protobuf.ts'

const compute = async (draw: (graph: Graph) => void, inputs: { readonly [name: string]: Tensor }) => {
  const { bytes } = drawGraph('test', draw)
  const session = await InferenceSession.create(bytes)
  const { out } = await session.run(inputs)
  return out as Tensor
}

describe('the wire format', () => {
  it.each([
    [1, [0x08, 0x01]],
    [300, [0x08, 0xac, 0x02]],
    [-1, [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])('writes %d as the specification has it', (value, bytes) => {
    expect([...message(int(1, value))]).toEqual(bytes)
  })
})

describe('a graph of ours in onnxruntime', () => {
  it('computes with constants, attributes of each kind, and inputs left out', async () => {
    const out = await compute(
      graph => {
        const x = graph.input('x', 'float32', ['rows', 3])
        const scaled = graph.node('Mul', [x, graph.floats([2, 3, -4])])
        const clipped = graph.node('Clip', [scaled, null, graph.floats([10], [])])
        const turned = graph.node('Transpose', [clipped], { perm: { ints: [1, 0] } })
        const shrunk = graph.node('LeakyRelu', [turned], { alpha: { float: 0.5 } })
        graph.output('out', graph.node('ReduceSum', [shrunk, graph.int64s([0])], { keepdims: { int: 0 } }), 'float32', [
          'rows',
        ])
      },
      { x: new Tensor('float32', [1, 2, 3, 4, 5, 6], [2, 3]) },
    )
    // 2 + 6 - 12 / 2, and 8 + min(15, 10) - 24 / 2
    expect([...(out.data as Float32Array)]).toEqual([2, 6])
  })

  it('keeps equal constants once', () => {
    const once = drawGraph('test', graph => graph.output('out', graph.floats([1, 2, 3]), 'float32', [3]))
    const twice = drawGraph('test', graph => {
      graph.floats([1, 2, 3])
      graph.output('out', graph.floats([1, 2, 3]), 'float32', [3])
    })
    expect(twice.bytes).toEqual(once.bytes)
  })
})
