import { z } from 'zod'
import { type activation, size } from '../config.ts'
import type { Graph, Value } from '../onnx/graph.ts'
import type { Attention, Layers } from '../onnx/layers.ts'
import { cutPatches } from '../onnx/pixels.ts'
import type { Normalisation } from '../preprocessing.ts'

// What CLIP's two towers and BLIP's vision have in common: layer norm first, then attention or MLP, then the residual.

export interface EncoderConfig {
  readonly hidden_size: number
  readonly num_attention_heads: number
  readonly num_hidden_layers: number
  readonly intermediate_size: number
  readonly hidden_act: z.output<typeof activation>
  readonly layer_norm_eps: number
}

/** Rows in, the three projections of them out. */
export type Project = (layer: Layers, x: Value, name: string, width: number) => readonly [Value, Value, Value]

/** How rows [rows, width] become the texts or images that attention works on, [batch, positions, width], and rows again. */
export interface Grouping {
  apart(rows: Value): Value
  together(x: Value): Value
}

/** The usual grouping: texts or images of equal length, row after row. */
export const evenly = (layer: Layers, shape: Value, width: number): Grouping => ({
  apart: rows => layer.group(rows, shape),
  together: x => layer.toRows(x, width),
})

/**
 * All layers under `name`. `project` and `out` are where the architectures spell attention differently.
 * With `wanted`, int64 [n], only these rows come out: past the last attention no row needs the others.
 */
export const encode = (
  layer: Layers,
  rows: Value,
  name: string,
  config: EncoderConfig,
  {
    grouping,
    project,
    out,
    first = layer,
    wanted,
    ...reach
  }: {
    readonly grouping: Grouping
    readonly project: Project
    readonly out: string
    /** Draws the first layer, where that one wants more precision than the others. */
    readonly first?: Layers
    readonly wanted?: Value
  } & Pick<Attention, 'isCausal'>,
): Value => {
  const { hidden_size: width, num_attention_heads: heads, intermediate_size: inner, layer_norm_eps: epsilon } = config
  const drawLayer = (layer: Layers, x: Value, at: string, keep: (rows: Value) => Value): Value => {
    const normed = layer.layerNorm(x, `${at}.layer_norm1`, width, epsilon)
    const [query, key, value] = project(layer, normed, `${at}.self_attn`, width).map(part => grouping.apart(part)) as [
      Value,
      Value,
      Value,
    ]
    const { attended } = layer.attention({ query, key, value, heads, ...reach })
    const heard = layer.linear(keep(grouping.together(attended)), `${at}.self_attn.${out}`, width, width)
    const seen = layer.add(keep(x), heard)
    const rows = layer.layerNorm(seen, `${at}.layer_norm2`, width, epsilon)
    const wide = layer.activate(layer.linear(rows, `${at}.mlp.fc1`, width, inner), config.hidden_act)
    return layer.add(seen, layer.linear(wide, `${at}.mlp.fc2`, inner, width))
  }
  const all = (rows: Value): Value => rows
  const last = config.num_hidden_layers - 1
  let x = rows
  for (let index = 0; index <= last; index += 1) {
    const keep = index === last && wanted ? (rows: Value) => layer.pick(rows, wanted) : all
    x = drawLayer(index === 0 ? first : layer, x, `${name}.${index}`, keep)
  }
  return x
}

export const visionConfig = {
  hidden_size: size.default(768),
  intermediate_size: size.default(3072),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(12),
  num_channels: z.literal(3).default(3),
  layer_norm_eps: z.number().default(1e-5),
}

/**
 * Pixels to [batch, 1 + patches, width]: a class vector, then one vector for each patch, with their positions added.
 * `shapes` says how the architecture stores the class vector and the positions; the bytes are the same.
 */
export const embedPatches = (
  graph: Graph,
  layer: Layers,
  pixels: Value,
  name: string,
  config: { readonly hidden_size: number; readonly image_size: number; readonly patch_size: number } & Normalisation,
  stored: {
    readonly classVector: readonly number[]
    readonly positions: string
    readonly positionShape: readonly number[]
  },
): Value => {
  const { hidden_size: width, image_size: side, patch_size: patch } = config
  const count = Math.floor(side / patch) ** 2
  const cut = cutPatches(graph, pixels, { side, patch, scale: config.scale, offset: config.offset })
  const patches = layer.patchEmbedding(cut, `${name}.patch_embedding`, width, patch)
  const grouped = graph.node('Reshape', [patches, graph.int64s([-1, count, width])])
  const batch = graph.node('Concat', [layer.size(grouped, 0), graph.int64s([1, width])], { axis: { int: 0 } })
  const first = graph.node('Expand', [
    layer.weight(`${name}.class_embedding`, stored.classVector, [1, 1, width]),
    batch,
  ])
  const sequence = graph.node('Concat', [first, grouped], { axis: { int: 1 } })
  return layer.add(sequence, layer.weight(`${name}.${stored.positions}`, stored.positionShape, [1, count + 1, width]))
}
