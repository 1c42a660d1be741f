import { bytes, type Encoded, float, int, ints, message, text } from './protobuf.ts'

/** The element types that our graphs use, with their numbers in onnx.proto. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  bfloat16: 16,
} as const
export type ElementType = keyof typeof elementTypes

/** A dimension is a size, or a name where it is known only at run time. */
export type Dimension = number | string

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }

export interface Node {
  readonly op: string
  /** Empty for the operators of ONNX itself. */
  readonly domain: string
  /** An empty name is an input that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: { readonly [name: string]: Attribute }
}

/** A tensor whose bytes stand in the model itself, or in a file beside it. */
export interface Initializer {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly data: Uint8Array | { readonly location: string; readonly offset: number; readonly length: number }
}

/** What goes into a graph, or comes out of it. */
export interface Port {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly Dimension[]
}

export interface Model {
  readonly name: string
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly nodes: readonly Node[]
  readonly initializers: readonly Initializer[]
}

/** LayerNormalization needs 17, Gelu 20; both stand in every onnxruntime that we may run on. */
const opset = 20
const irVersion = 9

/** The bytes of a ModelProto: field numbers as in onnx.proto. */
export const encodeModel = ({ name, inputs, outputs, nodes, initializers }: Model): Encoded => {
  const graph = message(
    nodes.map(node => bytes(1, encodeNode(node))),
    text(2, name),
    initializers.map(initializer => bytes(5, encodeTensor(initializer))),
    inputs.map(port => bytes(11, encodePort(port))),
    outputs.map(port => bytes(12, encodePort(port))),
  )
  const operators = (domain: string, version: number) => bytes(8, message(text(1, domain), int(2, version)))
  return message(
    int(1, irVersion),
    text(2, 'softpa'),
    bytes(7, graph),
    operators('', opset),
    operators('com.microsoft', 1),
  )
}

const encodeNode = ({ op, domain, inputs, outputs, attributes }: Node): Encoded =>
  message(
    inputs.map(name => text(1, name)),
    outputs.map(name => text(2, name)),
    text(3, outputs[0] ?? op),
    text(4, op),
    Object.entries(attributes).map(([name, value]) => bytes(5, encodeAttribute(name, value))),
    text(7, domain),
  )

const encodeAttribute = (name: string, value: Attribute): Encoded => {
  if ('float' in value) return message(text(1, name), float(2, value.float), int(20, 1))
  if ('int' in value) return message(text(1, name), int(3, value.int), int(20, 2))
  if ('text' in value) return message(text(1, name), text(4, value.text), int(20, 3))
  return message(text(1, name), ints(8, value.ints), int(20, 7))
}

const encodeTensor = ({ name, type, shape, data }: Initializer): Encoded =>
  message(
    ints(1, shape),
    int(2, elementTypes[type]),
    text(8, name),
    data instanceof Uint8Array ? bytes(9, data) : encodeExternal(data),
  )

const encodeExternal = (data: { readonly location: string; readonly offset: number; readonly length: number }) =>
  message(
    Object.entries(data).map(([key, value]) => bytes(13, message(text(1, key), text(2, String(value))))),
    int(14, 1),
  )

const encodePort = ({ name, type, shape }: Port): Encoded => {
  const dimensions = shape.map(size => bytes(1, typeof size === 'number' ? int(1, size) : text(2, size)))
  const tensor = message(int(1, elementTypes[type]), bytes(2, message(dimensions)))
  return message(text(1, name), bytes(2, bytes(1, tensor)))
}
