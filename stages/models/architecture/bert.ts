import { z } from 'zod'
import { activation, architectures, readConfig, requireHeads, size } from '../config.ts'
import { type Blueprint, drawGraph, type Value } from '../onnx/graph.ts'
import { type Attention, type Layers, layers } from '../onnx/layers.ts'
import { type Reading, readWeights, type Weights } from '../weights.ts'

// The defaults are those of `transformers`: a config.json leaves out what equals them.
const bertConfig = z.object({
  model_type: z.literal('bert'),
  architectures: architectures('BertForMaskedLM', 'BertForPreTraining'),
  vocab_size: size.default(30522),
  hidden_size: size.default(768),
  num_hidden_layers: size.default(12),
  num_attention_heads: size.default(12),
  intermediate_size: size.default(3072),
  hidden_act: activation.default('gelu'),
  max_position_embeddings: size.default(512),
  type_vocab_size: size.default(2),
  layer_norm_eps: z.number().default(1e-12),
  tie_word_embeddings: z.boolean().default(true),
  position_embedding_type: z.literal('absolute').default('absolute'),
  is_decoder: z.literal(false).default(false),
})

/** What the layers of BERT, and of BLIP's text decoder, share. */
export interface BertLayerConfig {
  readonly hidden_size: number
  readonly num_attention_heads: number
  readonly intermediate_size: number
  readonly hidden_act: z.output<typeof activation>
  readonly layer_norm_eps: number
  readonly vocab_size: number
  readonly tie_word_embeddings: boolean
}

/**
 * BertForMaskedLM: the `k` likeliest words for one masked position of each text.
 * In: input_ids int64 [batch, length], attention_mask int32 [batch, length], mask_positions int64 [batch], k int64 [1].
 * Out: ids int64 [batch, k], probabilities float32 [batch, k], both sorted; logits float32 [batch, vocabulary].
 */
export const drawBertMaskedLm = async (reading: Reading): Promise<Blueprint> => {
  const { folder } = reading
  const config = await readConfig(folder, bertConfig)
  requireHeads(folder, config.hidden_size, config.num_attention_heads)
  const weights = await readWeights(reading, withBertPrefix)
  const { hidden_size: width, layer_norm_eps: epsilon } = config

  return drawGraph('bert-masked-lm', graph => {
    const layer = layers(graph, weights)
    const { add, embed, layerNorm, toRows, size, groupedLike, range, multiply } = layer
    const ids = graph.input('input_ids', 'int64', ['batch', 'length'])
    const mask = graph.input('attention_mask', 'int32', ['batch', 'length'])
    const positions = graph.input('mask_positions', 'int64', ['batch'])
    const k = graph.input('k', 'int64', [1])

    const length = size(ids, 1)
    const at = (name: string) => `bert.embeddings.${name}`
    const words = embed(ids, at('word_embeddings'), config.vocab_size, width)
    const places = embed(range(length), at('position_embeddings'), config.max_position_embeddings, width)
    const kind = embed(graph.int64s([0], []), at('token_type_embeddings'), config.type_vocab_size, width)
    let x = layerNorm(toRows(add(add(words, kind), places), width), at('LayerNorm'), width, epsilon)

    const shape = groupedLike(ids, width)
    for (let index = 0; index < config.num_hidden_layers; index += 1) {
      const name = `bert.encoder.layer.${index}`
      x = selfAttention(layer, x, `${name}.attention`, config, { shape, mask }).rows
      x = feedForward(layer, x, name, config)
    }

    // Only the masked row of each text meets the vocabulary.
    const starts = multiply(range(size(ids, 0)), length)
    const masked = graph.node('Gather', [x, add(starts, positions)])
    const logits = layer.inCompany(masked, width, rows =>
      wordLogits(layer, weights, rows, 'cls.predictions', at('word_embeddings'), config),
    )
    const probabilities = graph.node('Softmax', [logits], { axis: { int: -1 } })
    const [best, bestIds] = graph.nodes('TopK', [probabilities, k], 2, { axis: { int: -1 } }) as [Value, Value]
    graph.output('logits', logits, 'float32', ['batch', config.vocab_size])
    graph.output('probabilities', best, 'float32', ['batch', 'k'])
    graph.output('ids', bestIds, 'int64', ['batch', 'k'])
  })
}

// Some published files were saved from the bare encoder with a head beside it.
const withBertPrefix = (name: string): string => (/^(embeddings|encoder|pooler)\./.test(name) ? `bert.${name}` : name)

/** Groups rows by text, and says who may look at whom. */
export type Reach = { readonly shape: Value } & Pick<Attention, 'mask' | 'isCausal' | 'past'>

/** Self-attention with its residual and the layer norm behind it. */
export const selfAttention = (
  layer: Layers,
  x: Value,
  name: string,
  config: BertLayerConfig,
  { shape, ...reach }: Reach,
) => {
  const { hidden_size: width, num_attention_heads: heads } = config
  const project = (part: string) => layer.group(layer.linear(x, `${name}.self.${part}`, width, width), shape)
  const attention = layer.attention({
    query: project('query'),
    key: project('key'),
    value: project('value'),
    heads,
    ...reach,
  })
  const rows = addAndNorm(layer, layer.toRows(attention.attended, width), x, `${name}.output`, width, config)
  return { ...attention, rows }
}

/** MLP with its residual and the layer norm behind it. */
export const feedForward = (layer: Layers, x: Value, name: string, config: BertLayerConfig): Value => {
  const { hidden_size: width, intermediate_size: inner, hidden_act } = config
  const hidden = layer.activate(layer.linear(x, `${name}.intermediate.dense`, width, inner), hidden_act)
  return addAndNorm(layer, hidden, x, `${name}.output`, inner, config)
}

export const addAndNorm = (
  layer: Layers,
  x: Value,
  residual: Value,
  name: string,
  from: number,
  config: BertLayerConfig,
): Value => {
  const { hidden_size: width, layer_norm_eps: epsilon } = config
  const projected = layer.linear(x, `${name}.dense`, from, width)
  return layer.layerNorm(layer.add(projected, residual), `${name}.LayerNorm`, width, epsilon)
}

/** One score for each word: the decoder's own matrix where the file has one, else the embeddings, which it is tied to. */
export const wordLogits = (
  layer: Layers,
  weights: Weights,
  x: Value,
  name: string,
  embeddings: string,
  config: BertLayerConfig,
): Value => {
  const { hidden_size: width, vocab_size: vocabulary, layer_norm_eps: epsilon, hidden_act } = config
  const transformed = layer.activate(layer.linear(x, `${name}.transform.dense`, width, width), hidden_act)
  const normed = layer.layerNorm(transformed, `${name}.transform.LayerNorm`, width, epsilon)
  const ownsMatrix = weights.has(`${name}.decoder.weight`) || !config.tie_word_embeddings
  const matrix = weights.take(ownsMatrix ? `${name}.decoder.weight` : `${embeddings}.weight`, [vocabulary, width])
  const bias = layer.weight(weights.has(`${name}.decoder.bias`) ? `${name}.decoder.bias` : `${name}.bias`, [vocabulary])
  return layer.matrix(normed, matrix, bias)
}
