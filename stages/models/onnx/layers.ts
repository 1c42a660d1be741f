import type { StoredTensor } from '../safetensors.ts'
import type { Weights } from '../weights.ts'
import type { Graph, Value } from './graph.ts'
import { int8Products } from './int8.ts'

/** The activations that BERT, CLIP and BLIP folders name in `hidden_act`. */
export type Activation = 'gelu' | 'gelu_new' | 'gelu_pytorch_tanh' | 'quick_gelu' | 'relu'

/** Who attends to what, in groups of one text or image each. */
export interface Attention {
  /** [batch, queries, width] */
  readonly query: Value
  /** [batch, keys, width], or [batch, heads, keys, width / heads] where they were computed before; `value` alike. */
  readonly key: Value
  readonly value: Value
  readonly heads: number
  /** int32 [batch, keys], 0 where nobody may look. */
  readonly mask?: Value
  /** Nobody looks ahead. */
  readonly isCausal?: boolean
  /** Keys and values of earlier positions, [batch, heads, positions, width / heads]; the new ones are appended. */
  readonly past?: { readonly key: Value; readonly value: Value }
}

/**
 * The pieces that transformers are made of. Between them, hidden states are rows, [batch x positions, width]: a linear
 * layer is then one Gemm with its bias, straight from the [out, in] matrix on disk, without any transposed copy.
 */
export const layers = (graph: Graph, weights: Weights) => {
  const { node, int64s } = graph
  const int8 = weights.quantiser && int8Products(graph, weights.quantiser)
  const add = (a: Value, b: Value): Value => node('Add', [a, b])
  const multiply = (a: Value, b: Value): Value => node('Mul', [a, b])
  /** `as` regroups the dimensions, which are stored as `shape`. */
  const weight = (name: string, shape: readonly number[], as = shape): Value =>
    graph.weight(weights.take(name, shape), as)
  const optionalBias = (name: string, size: number): Value | null =>
    weights.has(`${name}.bias`) ? weight(`${name}.bias`, [size]) : null

  /** x W^T + b; a layer without bias has no tensor of that name. */
  const linear = (x: Value, name: string, from: number, to: number): Value =>
    matrix(x, weights.take(`${name}.weight`, [to, from]), optionalBias(name, to))

  const matrix = (x: Value, stored: StoredTensor, bias: Value | null): Value =>
    int8 ? int8.multiply(x, stored, bias) : gemm(x, graph.weight(stored), bias)
  const gemm = (x: Value, w: Value, bias: Value | null): Value =>
    node('Gemm', bias ? [x, w, bias] : [x, w], { transB: { int: 1 } })

  /**
   * Rows of `width` through `compute`, with a row of zeros beside them. A matrix product of one single row takes another
   * way through onnxruntime, with other rounding: in company, the bits of a row do not depend on how many there are.
   */
  const inCompany = (rows: Value, width: number, compute: (rows: Value) => Value): Value => {
    const zeros = graph.floats(Array<number>(width).fill(0), [1, width])
    return allButLast(compute(node('Concat', [rows, zeros], { axis: { int: 0 } })))
  }
  const allButLast = (rows: Value): Value => node('Slice', [rows, int64s([0]), int64s([-1]), int64s([0])])

  /** A convolution whose stride is its kernel: one linear layer over patches that are cut already. */
  const patchEmbedding = (patches: Value, name: string, width: number, side: number): Value => {
    const kernel = weight(`${name}.weight`, [width, 3, side, side], [width, 3 * side * side])
    return gemm(patches, kernel, optionalBias(name, width))
  }

  const layerNorm = (x: Value, name: string, width: number, epsilon: number): Value =>
    node('LayerNormalization', [x, weight(`${name}.weight`, [width]), weight(`${name}.bias`, [width])], {
      axis: { int: -1 },
      epsilon: { float: epsilon },
    })

  /** Rows of a table, by int64 ids of any shape. */
  const embed = (ids: Value, name: string, rows: number, width: number): Value =>
    node('Gather', [weight(`${name}.weight`, [rows, width]), ids])

  const activate = (x: Value, activation: Activation): Value => {
    if (activation === 'relu') return node('Relu', [x])
    if (activation === 'quick_gelu') return node('com.microsoft:QuickGelu', [x], { alpha: { float: 1.702 } })
    return node('Gelu', [x], { approximate: { text: activation === 'gelu' ? 'none' : 'tanh' } })
  }

  /** Softmax(Q K^T / sqrt(width of a head)) V, [batch, queries, width]; with a past, all keys and values as well. */
  const attention = ({ query, key, value, heads, mask, isCausal, past }: Attention) => {
    const inputs = [query, key, value, null, mask ?? null, null, past?.key ?? null, past?.value ?? null]
    const attributes = {
      num_heads: { int: heads },
      unidirectional: { int: isCausal ? 1 : 0 },
      // What `transformers` adds to a masked score; the operator's own -10000 would let a little through.
      mask_filter_value: { float: -3.4028234663852886e38 },
    }
    const [attended, keys, values] = graph.nodes('com.microsoft:MultiHeadAttention', inputs, past ? 3 : 1, attributes)
    return { attended, keys, values } as { readonly attended: Value; readonly keys: Value; readonly values: Value }
  }

  /** Rows in groups, by a shape such as [batch, -1, width]. */
  const group = (rows: Value, shape: Value): Value => node('Reshape', [rows, shape])
  /** Rows by their numbers, int64 of any shape. */
  const pick = (rows: Value, numbers: Value): Value => node('Gather', [rows, numbers])
  const toRows = (x: Value, width: number): Value => node('Reshape', [x, int64s([-1, width])])

  /** Size `axis` of x, int64 [1]. */
  const size = (x: Value, axis: number): Value => node('Shape', [x], { start: { int: axis }, end: { int: axis + 1 } })

  /** [batch, -1, width] as a shape, with the batch of x. */
  const groupedLike = (x: Value, width: number): Value =>
    node('Concat', [size(x, 0), int64s([-1, width])], { axis: { int: 0 } })

  /** 0, 1, 2 ... up to `count`, int64 [1] -> int64 [count]. */
  const range = (count: Value): Value => {
    const scalar = node('Squeeze', [count])
    return node('Range', [int64s([0], []), scalar, int64s([1], [])])
  }

  return {
    add,
    multiply,
    weight,
    linear,
    matrix,
    inCompany,
    allButLast,
    patchEmbedding,
    layerNorm,
    embed,
    activate,
    attention,
    group,
    pick,
    toRows,
    size,
    groupedLike,
    range,
  }
}

export type Layers = ReturnType<typeof layers>
