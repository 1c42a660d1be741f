import { dirname, relative } from 'node:path'
import { ModelError } from '../model-error.ts'
import type { StoredTensor } from '../safetensors.ts'
import {
  type Attribute,
  type Dimension,
  type ElementType,
  encodeModel,
  type Initializer,
  type Node,
  type Port,
} from './model.ts'

/** The name of a tensor in the graph. */
export type Value = string & { readonly value: unique symbol }

export type Attributes = { readonly [name: string]: Attribute }

/** A graph in the making. Each call adds to it and names what it added. */
export interface Graph {
  input(name: string, type: ElementType, shape: readonly Dimension[]): Value
  output(name: string, value: Value, type: ElementType, shape: readonly Dimension[]): void
  /** One operator with one output. `Domain:Op` is an operator outside ONNX; `null` leaves an input out. */
  node(op: string, inputs: readonly (Value | null)[], attributes?: Attributes): Value
  /** As `node`, with several outputs. */
  nodes(op: string, inputs: readonly (Value | null)[], count: number, attributes?: Attributes): Value[]
  /** A weight where it lies on disk, halves as float32; `shape` may regroup its dimensions. */
  weight(tensor: StoredTensor, shape?: readonly number[]): Value
  floats(values: readonly number[], shape?: readonly number[]): Value
  int64s(values: readonly number[], shape?: readonly number[]): Value
  uint8s(values: readonly number[], shape?: readonly number[]): Value
}

/** What a runtime loads: the bytes of an ONNX model, and the folder that its external data are relative to. */
export interface Blueprint {
  readonly bytes: Uint8Array
  readonly folder: string
}

const dataTypes: { readonly [type: string]: ElementType } = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I8: 'int8',
}
const halves: readonly ElementType[] = ['float16', 'bfloat16']

/** Draws a graph. `draw` calls the pieces; nothing is computed here. */
export const drawGraph = (name: string, draw: (graph: Graph) => void): Blueprint => {
  const inputs: Port[] = []
  const outputs: Port[] = []
  const nodes: Node[] = []
  const initializers = new Map<string, Initializer>()
  const weights = new Map<string, { readonly tensor: StoredTensor; readonly value: Value }>()

  const add = (op: string, from: readonly (Value | null)[], count: number, attributes: Attributes): Value[] => {
    const [domain, type] = op.includes(':') ? (op.split(':') as [string, string]) : ['', op]
    const made = Array.from(
      { length: count },
      (_, index) => `${type}_${nodes.length}${index ? `_${index}` : ''}` as Value,
    )
    nodes.push({ op: type, domain, inputs: from.map(value => value ?? ''), outputs: made, attributes })
    return made
  }
  const node: Graph['node'] = (op, from, attributes = {}) => add(op, from, 1, attributes)[0] as Value

  const constant = (type: ElementType, shape: readonly number[], data: Uint8Array): Value => {
    const key = `${type}[${shape}]${Buffer.from(data).toString('base64')}`
    if (!initializers.has(key)) initializers.set(key, { name: `constant_${initializers.size}`, type, shape, data })
    return (initializers.get(key) as Initializer).name as Value
  }

  const weight: Graph['weight'] = (tensor, shape = tensor.shape) => {
    const key = `${tensor.name}@${tensor.offset}[${shape}]`
    const known = weights.get(key)
    if (known) return known.value
    const type = dataTypes[tensor.dtype]
    if (!type)
      throw new ModelError(`${tensor.file}: tensor \`${tensor.name}\` is ${tensor.dtype}; F32, F16 or BF16 is wanted.`)
    const { file, offset, length } = tensor
    initializers.set(key, { name: key, type, shape, data: { location: file, offset, length } })
    const value = halves.includes(type) ? node('Cast', [key as Value], { to: { int: 1 } }) : (key as Value)
    weights.set(key, { tensor, value })
    return value
  }

  draw({
    input: (name, type, shape) => {
      inputs.push({ name, type, shape })
      return name as Value
    },
    output: (name, value, type, shape) => {
      nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} })
      outputs.push({ name, type, shape })
    },
    node,
    nodes: (op, from, count, attributes = {}) => add(op, from, count, attributes),
    weight,
    floats: (values, shape = [values.length]) =>
      constant('float32', shape, new Uint8Array(Float32Array.from(values).buffer)),
    int64s: (values, shape = [values.length]) =>
      constant('int64', shape, new Uint8Array(BigInt64Array.from(values, BigInt).buffer)),
    uint8s: (values, shape = [values.length]) => constant('uint8', shape, Uint8Array.from(values)),
  })

  const folder = commonFolder([...weights.values()].map(({ tensor }) => tensor.file))
  const located = [...initializers.values()].map(initializer => relativeTo(folder, initializer))
  return { bytes: encodeModel({ name, inputs, outputs, nodes, initializers: located }), folder }
}

// onnxruntime refuses external data outside the model's folder, symlinks included: the files are real paths already.
const relativeTo = (folder: string, initializer: Initializer): Initializer => {
  const { data } = initializer
  if (data instanceof Uint8Array) return initializer
  return { ...initializer, data: { ...data, location: relative(folder, data.location) } }
}

const commonFolder = (files: readonly string[]): string => {
  let folder = dirname(files[0] ?? '/')
  while (files.some(file => relative(folder, file).startsWith('..'))) folder = dirname(folder)
  return folder
}
