import type { Quantiser } from '../quantised.ts'
import type { StoredTensor } from '../safetensors.ts'
import type { Graph, Value } from './graph.ts'

/** Rows as bytes: x is about (codes - 128) * scale, with one scale for each row. */
interface QuantisedRows {
  readonly codes: Value
  /** float32 [rows, 1] */
  readonly scales: Value
}

/**
 * Products with int8 weights, one scale for each output; activations become bytes on the way, with one scale for each
 * row, so that a row never depends on its neighbours. Sums of integers are exact: neither does its rounding.
 */
export const int8Products = (graph: Graph, quantiser: Quantiser) => {
  const { node } = graph
  const middle = () => graph.uint8s([128], [])
  const known = new Map<Value, QuantisedRows>()

  const quantise = (rows: Value): QuantisedRows => {
    const axis = graph.int64s([1])
    const highest = node('ReduceMax', [rows, axis], { keepdims: { int: 0 } })
    const lowest = node('ReduceMin', [rows, axis], { keepdims: { int: 0 } })
    // A row of zeros would divide zero by zero.
    const largest = node('Max', [highest, node('Neg', [lowest]), graph.floats([1e-30], [])])
    const scales = node('Mul', [largest, graph.floats([1 / 127], [])])
    const middles = node('Expand', [middle(), node('Shape', [scales])])
    const codes = node('QuantizeLinear', [rows, scales, middles], { axis: { int: 0 } })
    return { codes, scales: node('Unsqueeze', [scales, axis]) }
  }
  // Query, key and value have the same rows.
  const quantised = (rows: Value): QuantisedRows => {
    const made = known.get(rows) ?? quantise(rows)
    known.set(rows, made)
    return made
  }

  /** x W^T + b */
  const multiply = (rows: Value, stored: StoredTensor, bias: Value | null): Value => {
    const { codes, scales } = quantised(rows)
    const matrix = quantiser.place(stored)
    const inputs = [codes, graph.weight(matrix.codes), graph.floats([1], []), graph.weight(matrix.scales), middle()]
    const product = node('Mul', [node('com.microsoft:MatMulIntegerToFloat', inputs), scales])
    return bias ? node('Add', [product, bias]) : product
  }
  return { multiply }
}
