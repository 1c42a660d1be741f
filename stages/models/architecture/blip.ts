import { z } from 'zod'
import { activation, architectures, readConfig, requireHeads, size } from '../config.ts'
import { type Blueprint, drawGraph, type Graph, type Value } from '../onnx/graph.ts'
import { type Layers, layers } from '../onnx/layers.ts'
import { readNormalisation } from '../onnx/pixels.ts'
import type { Normalisation } from '../preprocessing.ts'
import type { StoredTensor } from '../safetensors.ts'
import { type Reading, readWeights, sliceRows, type Weights } from '../weights.ts'
import { addAndNorm, feedForward, selfAttention, wordLogits } from './bert.ts'
import { embedPatches, encode, evenly, type Project, visionConfig } from './encoder.ts'

// The defaults are those of `transformers`: a config.json leaves out what equals them.
const textConfig = z.object({
  vocab_size: size.default(30524),
  hidden_size: size.default(768),
  intermediate_size: size.default(3072),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(8),
  max_position_embeddings: size.default(512),
  hidden_act: activation.default('gelu'),
  layer_norm_eps: z.number().default(1e-12),
  tie_word_embeddings: z.boolean().default(true),
  bos_token_id: z.int().default(30522),
  sep_token_id: z.int().default(102),
})

const blipConfig = z.object({
  model_type: z.literal('blip'),
  architectures: architectures('BlipForConditionalGeneration'),
  text_config: textConfig.prefault({}),
  vision_config: z
    .object({
      ...visionConfig,
      image_size: size.default(384),
      patch_size: size.default(16),
      hidden_act: activation.default('gelu'),
    })
    .prefault({}),
})

/** What the generating loop must know of a BLIP. */
export interface BlipTokens {
  readonly beginId: number
  readonly endId: number
  readonly vocabulary: number
  readonly maxPositions: number
}

/** Layers of the decoder, heads, and the width of one head: the shape of the caches. */
export interface BlipCaches {
  readonly layers: number
  readonly heads: number
  readonly headWidth: number
}

export interface BlipBlueprints {
  readonly look: Blueprint
  readonly say: Blueprint
  readonly tokens: BlipTokens
  readonly caches: BlipCaches
}

/** How the two graphs name the tensors that travel between them, and from one step to the next. */
export const blipNames = {
  cross: (layer: number) => ({ key: `cross_key_${layer}`, value: `cross_value_${layer}` }),
  past: (layer: number) => ({ key: `past_key_${layer}`, value: `past_value_${layer}` }),
  present: (layer: number) => ({ key: `present_key_${layer}`, value: `present_value_${layer}` }),
}

/**
 * BlipForConditionalGeneration as two graphs.
 *
 * `look`, once per image. In: pixel_values uint8 [images, side, side, 3].
 * Out, for each layer of the decoder: cross_key_i, cross_value_i float32 [images, heads, 1 + patches, width / heads].
 *
 * `say`, once per word. In: input_ids int64 [texts, new], the cross keys and values, and past_key_i, past_value_i float32
 * [texts, heads, past, width / heads]. The texts of one image follow each other: there may be several of each (beams).
 * Out: logits float32 [texts, vocabulary] of the last position; present_key_i, present_value_i, the longer past.
 */
export const drawBlip = async (reading: Reading): Promise<BlipBlueprints> => {
  const { folder } = reading
  const { text_config: text, vision_config: vision } = await readConfig(folder, blipConfig)
  requireHeads(folder, vision.hidden_size, vision.num_attention_heads)
  requireHeads(folder, text.hidden_size, text.num_attention_heads)
  const weights = await readWeights(reading)
  const normalisation = await readNormalisation(folder, vision.image_size)
  return {
    look: drawGraph('blip-look', graph => drawLook(graph, weights, { ...vision, ...normalisation }, text)),
    say: drawGraph('blip-say', graph => drawSay(graph, weights, text)),
    tokens: {
      beginId: text.bos_token_id,
      endId: text.sep_token_id,
      vocabulary: text.vocab_size,
      maxPositions: text.max_position_embeddings,
    },
    caches: {
      layers: text.num_hidden_layers,
      heads: text.num_attention_heads,
      headWidth: text.hidden_size / text.num_attention_heads,
    },
  }
}

type TextConfig = z.output<typeof textConfig>
type VisionConfig = z.output<typeof blipConfig>['vision_config'] & Normalisation

const drawLook = (graph: Graph, weights: Weights, config: VisionConfig, text: TextConfig): void => {
  const layer = layers(graph, weights)
  const { hidden_size: width, image_size: side, patch_size: patch, layer_norm_eps: epsilon } = config
  const count = Math.floor(side / patch) ** 2 + 1
  const pixels = graph.input('pixel_values', 'uint8', ['images', side, side, 3])
  const embedded = embedPatches(graph, layer, pixels, 'vision_model.embeddings', config, {
    classVector: [1, 1, width],
    positions: 'position_embedding',
    positionShape: [1, count, width],
  })
  const shape = graph.int64s([-1, count, width])
  const reach = { grouping: evenly(layer, shape, width), project: projectFused(graph, weights), out: 'projection' }
  const encoded = encode(layer, layer.toRows(embedded, width), 'vision_model.encoder.layers', config, reach)
  const image = layer.layerNorm(encoded, 'vision_model.post_layernorm', width, epsilon)

  const headWidth = text.hidden_size / text.num_attention_heads
  const byHead = (rows: Value): Value => {
    const split = graph.node('Reshape', [rows, graph.int64s([-1, count, text.num_attention_heads, headWidth])])
    return graph.node('Transpose', [split], { perm: { ints: [0, 2, 1, 3] } })
  }
  for (let index = 0; index < text.num_hidden_layers; index += 1) {
    const names = blipNames.cross(index)
    for (const part of ['key', 'value'] as const) {
      const name = `text_decoder.bert.encoder.layer.${index}.crossattention.self.${part}`
      const rows = layer.linear(image, name, width, text.hidden_size)
      graph.output(names[part], byHead(rows), 'float32', ['images', text.num_attention_heads, count, headWidth])
    }
  }
}

// BLIP stores query, key and value as one matrix: its thirds are matrices too, and need no splitting at run time.
const projectFused =
  (graph: Graph, weights: Weights): Project =>
  (layer, x, name, width) => {
    const part = (index: number): Value => {
      const third = (tensor: string, ...rest: number[]): StoredTensor =>
        sliceRows(weights.take(`${name}.qkv.${tensor}`, [3 * width, ...rest]), index * width, (index + 1) * width)
      return layer.matrix(x, third('weight', width), graph.weight(third('bias')))
    }
    return [part(0), part(1), part(2)]
  }

const drawSay = (graph: Graph, weights: Weights, config: TextConfig): void => {
  const layer = layers(graph, weights)
  const { hidden_size: width, num_attention_heads: heads, layer_norm_eps: epsilon } = config
  const cache = (name: string, count: string) =>
    graph.input(name, 'float32', [count, heads, `${count}_positions`, width / heads])
  const ids = graph.input('input_ids', 'int64', ['texts', 'new'])
  const caches = Array.from({ length: config.num_hidden_layers }, (_, index) => {
    const [past, cross] = [blipNames.past(index), blipNames.cross(index)]
    return {
      past: { key: cache(past.key, 'texts'), value: cache(past.value, 'texts') },
      cross: { key: cache(cross.key, 'images'), value: cache(cross.value, 'images') },
    }
  })
  const [first] = caches as [(typeof caches)[number]]
  const shape = layer.groupedLike(ids, width)
  const byImage = layer.groupedLike(first.cross.key, width)

  const start = layer.size(first.past.key, 2)
  const places = layer.add(start, layer.range(layer.size(ids, 1)))
  const words = layer.embed(ids, 'text_decoder.bert.embeddings.word_embeddings', config.vocab_size, width)
  const positions = layer.embed(
    places,
    'text_decoder.bert.embeddings.position_embeddings',
    config.max_position_embeddings,
    width,
  )
  const embedded = layer.toRows(layer.add(words, positions), width)
  let x = layer.layerNorm(embedded, 'text_decoder.bert.embeddings.LayerNorm', width, epsilon)
  for (const [index, { past, cross }] of caches.entries()) {
    const name = `text_decoder.bert.encoder.layer.${index}`
    const attention = selfAttention(layer, x, `${name}.attention`, config, { shape, past, isCausal: true })
    const { key, value } = blipNames.present(index)
    graph.output(key, attention.keys, 'float32', ['texts', heads, 'positions', width / heads])
    graph.output(value, attention.values, 'float32', ['texts', heads, 'positions', width / heads])
    x = crossAttention(layer, attention.rows, `${name}.crossattention`, config, { ...cross, byImage })
    x = feedForward(layer, x, name, config)
  }
  const last = graph.node('Gather', [layer.group(x, shape), graph.int64s([-1], [])], { axis: { int: 1 } })
  const logits = wordLogits(
    layer,
    weights,
    last,
    'text_decoder.cls.predictions',
    'text_decoder.bert.embeddings.word_embeddings',
    config,
  )
  graph.output('logits', logits, 'float32', ['texts', config.vocab_size])
}

/**
 * Every word of every text looks at its whole image. Words do not see each other here, so all texts of one image are one
 * group of queries: beams share the keys and values of their image, which are 40 MB in BLIP-base.
 */
const crossAttention = (
  layer: Layers,
  x: Value,
  name: string,
  config: TextConfig,
  { key, value, byImage }: { readonly key: Value; readonly value: Value; readonly byImage: Value },
): Value => {
  const { hidden_size: width, num_attention_heads: heads } = config
  const query = layer.group(layer.linear(x, `${name}.self.query`, width, width), byImage)
  const { attended } = layer.attention({ query, key, value, heads })
  return addAndNorm(layer, layer.toRows(attended, width), x, `${name}.output`, width, config)
}
