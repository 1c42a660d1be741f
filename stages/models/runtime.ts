import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import { type Blueprint, drawGraph } from './onnx/graph.ts'
import { floatsOf, type Tensor, type Tensors, uint8 } from './tensor.ts'

// Only child processes import this file: loading and running a graph block the event loop for seconds.

// What fails is thrown as well; on the screen it would stand between the lines of a run's progress.
env.logLevel = 'fatal'

/** What computes, for the execution class. */
export const engine = { onnxruntime: env.versions.node ?? 'unknown' }

export type Device = 'cpu' | 'cuda'

/** What linear layers compute in; all else is float32. bf16 is torch's, for the whole model. */
export type Dtype = 'fp32' | 'int8' | 'bf16'

export interface Place {
  readonly device: Device
  /** Threads inside one operator. */
  readonly threads: number
  readonly dtype: Dtype
}

/** A loaded graph. */
export interface Runnable {
  /** @param outputs the ones to hand over; all where absent */
  run(inputs: Tensors, outputs?: readonly string[]): Promise<Tensors>
}

export const loadGraph = async ({ bytes, folder }: Blueprint, { device, threads, dtype }: Place): Promise<Runnable> => {
  const session = await InferenceSession.create(bytes, {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    extra: {
      // Threads that spin halve the speed of a host that others share.
      'session.intra_op.allow_spinning': '0',
      // Weights stay where the file is mapped, so that all children share one copy; packing would copy them into each.
      // In int8 the copy is a quarter of that, and products of a few rows are twice as fast for it.
      'session.disable_prepacking': dtype === 'int8' ? '0' : '1',
      'session.x64quantprecision': dtype === 'int8' && (await doProductsOverflow()) ? '1' : '0',
      'session.model_external_initializers_file_folder_path': folder,
    },
  })
  return {
    run: async (inputs, outputs) => {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, toOrt(tensor)]))
      const results = await (outputs ? session.run(feeds, outputs) : session.run(feeds))
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor)]))
    },
  }
}

/**
 * Whether bytes times signed bytes come out wrong: x86 processors without VNNI add up pairs of products in 16 bits, which
 * overflow. The runtime has slower products for them, whose bits are those of VNNI.
 */
const doProductsOverflow = async (): Promise<boolean> => {
  const [rows, width] = [4, 16]
  const products = drawGraph('products', graph => {
    const largest = graph.node('Cast', [graph.floats(Array(width).fill(127), [width, 1])], { to: { int: 3 } })
    const sums = graph.node('MatMulInteger', [graph.input('rows', 'uint8', [rows, width]), largest])
    graph.output('sums', graph.node('Cast', [sums], { to: { int: 1 } }), 'float32', [rows, 1])
  })
  const { run } = await loadGraph(products, { device: 'cpu', threads: 1, dtype: 'fp32' })
  const { sums } = await run({ rows: uint8(new Uint8Array(rows * width).fill(255), [rows, width]) })
  return floatsOf(sums).some(sum => sum !== 255 * 127 * width)
}

const toOrt = ({ type, data, shape }: Tensor): OrtTensor => new OrtTensor(type, data, shape)

// Our graphs put out float32 and int64 only.
const fromOrt = ({ type, data, dims }: OrtTensor): Tensor => ({ type, data, shape: dims }) as Tensor

/**
 * Opens a graph that does nothing: the runtime lists devices that it could have been built with, not those that are there.
 * @throws Error, one sentence, where the device does not open
 */
export const requireDevice = async (place: Place): Promise<void> => {
  const nothing = drawGraph('nothing', graph => {
    graph.output('out', graph.input('in', 'float32', [1]), 'float32', [1])
  })
  try {
    await loadGraph(nothing, place)
  } catch (cause) {
    const [seen] = (cause as Error).message.split('\n')
    throw new Error(`Device ${place.device} does not open with onnxruntime here (${seen}); use --device cpu.`, {
      cause,
    })
  }
}
