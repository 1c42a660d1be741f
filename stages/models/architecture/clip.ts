import { z } from 'zod'
import { activation, architectures, readConfig, requireHeads, size } from '../config.ts'
import { type Blueprint, drawGraph, type Graph, type Value } from '../onnx/graph.ts'
import { type Layers, layers } from '../onnx/layers.ts'
import { readNormalisation } from '../onnx/pixels.ts'
import { type Reading, readWeights } from '../weights.ts'
import { embedPatches, encode, evenly, type Grouping, type Project, visionConfig } from './encoder.ts'

// The defaults are those of `transformers`: a config.json leaves out what equals them.
const textConfig = z.object({
  vocab_size: size.default(49408),
  hidden_size: size.default(512),
  intermediate_size: size.default(2048),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(8),
  max_position_embeddings: size.default(77),
  hidden_act: activation.default('quick_gelu'),
  layer_norm_eps: z.number().default(1e-5),
  eos_token_id: z.int().default(49407),
})

const imageConfig = z.object({
  ...visionConfig,
  image_size: size.default(224),
  patch_size: size.default(32),
  hidden_act: activation.default('quick_gelu'),
})

const clipConfig = z.object({
  model_type: z.literal('clip'),
  architectures: architectures('CLIPModel'),
  projection_dim: size.default(512),
  text_config: textConfig.prefault({}),
  vision_config: imageConfig.prefault({}),
  // The first releases carry a second copy, and `transformers` lets it win, defaults included.
  text_config_dict: textConfig.nullish(),
  vision_config_dict: imageConfig.nullish(),
})

/** Positions of the text tower: 77 in what OpenAI published; a text of more tokens is cut. */
export const readTextWindow = async (folder: string): Promise<number> => {
  const clip = await readConfig(folder, clipConfig)
  return (clip.text_config_dict ?? clip.text_config).max_position_embeddings
}

/** How texts come in: ids and positions of the rows, their texts for attention, and the row of each text's end token. */
interface TextRows {
  readonly ids: Value
  readonly positions: Value
  readonly grouping: Grouping
  readonly ends: Value
}
type ReadTexts = (graph: Graph, layer: Layers, config: z.output<typeof textConfig>) => TextRows

/**
 * The text tower of CLIP with its projection.
 * In: input_ids int64 [batch, length], each row from its begin token to its end token at least; what stands behind the
 * end token has no effect, so nothing needs to be padded to 77. Out: text_embeds float32 [batch, projection], not normalised.
 */
export const drawClipText = (reading: Reading): Promise<Blueprint> =>
  drawTextTower(reading, 'clip-text', (graph, layer, { eos_token_id, hidden_size }) => {
    const ids = graph.input('input_ids', 'int64', ['batch', 'length'])
    const starts = layer.multiply(layer.range(layer.size(ids, 0)), layer.size(ids, 1))
    return {
      ids,
      positions: layer.range(layer.size(ids, 1)),
      grouping: evenly(layer, layer.groupedLike(ids, hidden_size), hidden_size),
      ends: layer.add(starts, findEnds(graph, ids, eos_token_id)),
    }
  })

/**
 * The same tower over texts that begin alike, such as the prompts of one caption. The mask is causal, so the state of a
 * token depends on the tokens before it alone: where texts share their beginning they share its rows, and all linear
 * layers meet these once. Only attention sees whole texts. `growTokenTree` makes the inputs.
 * In: input_ids, positions, origins int64 [rows]: one row for each token that has no twin with the same beginning, and
 * where it stands in `texts`, counted through; texts int64 [batch, length]: the row of each token, behind the end any;
 * ends int64 [batch]: the row of the end token. Out: text_embeds float32 [batch, projection], not normalised.
 */
export const drawClipPrompts = (reading: Reading): Promise<Blueprint> =>
  drawTextTower(reading, 'clip-prompts', (graph, layer, { hidden_size }) => {
    const [ids, positions, origins] = ['input_ids', 'positions', 'origins'].map(name =>
      graph.input(name, 'int64', ['rows']),
    ) as [Value, Value, Value]
    const texts = graph.input('texts', 'int64', ['batch', 'length'])
    const grouping: Grouping = {
      apart: rows => layer.pick(rows, texts),
      together: x => layer.pick(layer.toRows(x, hidden_size), origins),
    }
    return { ids, positions, grouping, ends: graph.input('ends', 'int64', ['batch']) }
  })

const drawTextTower = async (reading: Reading, name: string, read: ReadTexts): Promise<Blueprint> => {
  const { folder } = reading
  const { projection_dim: projection, ...clip } = await readConfig(folder, clipConfig)
  const config = clip.text_config_dict ?? clip.text_config
  const { hidden_size: width, layer_norm_eps: epsilon } = config
  requireHeads(folder, width, config.num_attention_heads)
  const weights = await readWeights(reading)

  return drawGraph(name, graph => {
    const layer = layers(graph, weights)
    const { ids, positions, grouping, ends } = read(graph, layer, config)
    const at = (table: string) => `text_model.embeddings.${table}`
    const words = layer.embed(ids, at('token_embedding'), config.vocab_size, width)
    const places = layer.embed(positions, at('position_embedding'), config.max_position_embeddings, width)
    const rows = layer.toRows(layer.add(words, places), width)
    // What int8 takes from a text's embedding, it takes mostly in the first layer and in the projection, one row a text.
    const exact = layers(graph, { ...weights, quantiser: undefined })
    // With the first row for company: a product of one single row would round differently.
    const wanted = graph.node('Concat', [ends, graph.int64s([0])], { axis: { int: 0 } })
    const reach = { grouping, project, out: 'out_proj', isCausal: true, first: exact, wanted }
    const pooled = encode(layer, rows, 'text_model.encoder.layers', config, reach)
    const normed = layer.layerNorm(pooled, 'text_model.final_layer_norm', width, epsilon)
    const projected = exact.linear(normed, 'text_projection', width, projection)
    graph.output('text_embeds', layer.allButLast(projected), 'float32', ['batch', projection])
  })
}

// Releases before July 2023 say 2, which is no end token: there, the highest id of a text is its end.
const legacyEnd = 2

const findEnds = (graph: Graph, ids: Value, endId: number): Value => {
  const isEnd = () => graph.node('Equal', [ids, graph.int64s([endId], [])])
  const scores = graph.node('Cast', [endId === legacyEnd ? ids : isEnd()], { to: { int: 6 } })
  return graph.node('ArgMax', [scores], { axis: { int: 1 }, keepdims: { int: 0 } })
}

const project: Project = (layer, x, name, width) => [
  layer.linear(x, `${name}.q_proj`, width, width),
  layer.linear(x, `${name}.k_proj`, width, width),
  layer.linear(x, `${name}.v_proj`, width, width),
]

/**
 * The image tower of CLIP with its projection.
 * In: pixel_values uint8 [batch, side, side, 3]. Out: image_embeds float32 [batch, projection], not normalised.
 */
export const drawClipImage = async (reading: Reading): Promise<Blueprint> => {
  const { folder } = reading
  const { projection_dim: projection, ...clip } = await readConfig(folder, clipConfig)
  const vision = clip.vision_config_dict ?? clip.vision_config
  const config = { ...vision, ...(await readNormalisation(folder, vision.image_size)) }
  const { hidden_size: width, layer_norm_eps: epsilon, image_size: side, patch_size: patch } = config
  requireHeads(folder, width, config.num_attention_heads)
  const weights = await readWeights(reading)
  const count = Math.floor(side / patch) ** 2 + 1

  return drawGraph('clip-image', graph => {
    const layer = layers(graph, weights)
    const pixels = graph.input('pixel_values', 'uint8', ['batch', side, side, 3])
    const embedded = embedPatches(graph, layer, pixels, 'vision_model.embeddings', config, {
      classVector: [width],
      positions: 'position_embedding.weight',
      positionShape: [count, width],
    })
    const rows = layer.layerNorm(layer.toRows(embedded, width), 'vision_model.pre_layrnorm', width, epsilon)
    const shape = graph.int64s([-1, count, width])
    const reach = { grouping: evenly(layer, shape, width), project, out: 'out_proj' }
    const encoded = encode(layer, rows, 'vision_model.encoder.layers', config, reach)
    const first = graph.node('Gather', [layer.group(encoded, shape), graph.int64s([0], [])], { axis: { int: 1 } })
    const normed = layer.layerNorm(first, 'vision_model.post_layernorm', width, epsilon)
    const projected = layer.inCompany(normed, width, rows => layer.linear(rows, 'visual_projection', width, projection))
    graph.output('image_embeds', projected, 'float32', ['batch', projection])
  })
}
