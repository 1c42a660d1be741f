import type { Refuse } from './refuse.ts'

/** A tensor in row-major order. */
export interface Weight {
  readonly shape: readonly number[]
  readonly data: Float32Array | Float64Array
}

/** Weights by name. */
export type Weights = ReadonlyMap<string, Weight>

/** Linear layers without activations in between are one: a score is `weights . embedding / |embedding| + bias`. */
export interface Head {
  readonly weights: Float64Array
  readonly bias: number
}

/**
 * V1 is one layer. V2 is five, numbered as nn.Sequential counts: three dropouts stand between, which do nothing here.
 * Activations beside them would be counted too, so other numbers are another head.
 */
const layouts = [[''], ['layers.0.', 'layers.2.', 'layers.4.', 'layers.6.', 'layers.7.']]

/**
 * Makes one linear head of the layers of LAION's V1 or V2.
 * @param weights `weight` [out, in] and `bias` [out] of each layer; the last has one output
 */
export const collapseHead = (weights: Weights, refuse: Refuse): Head => {
  let head: Head = { weights: Float64Array.of(1), bias: 0 }
  for (const prefix of findLayout(weights, refuse).toReversed()) {
    const weight = weights.get(`${prefix}weight`)!
    const bias = weights.get(`${prefix}bias`)!
    const seen = `\`${prefix}weight\` is [${weight.shape}], \`${prefix}bias\` [${bias.shape}]`
    head =
      behind(weight, bias, head) ??
      refuse(`has layers that do not fit: ${seen}, and ${head.weights.length} outputs are wanted`)
  }
  if (![...head.weights, head.bias].every(Number.isFinite)) refuse('holds weights that are not finite')
  return head
}

/** What the names of the layers begin with, first layer first. */
const findLayout = (weights: Weights, refuse: Refuse): readonly string[] => {
  const seen = [...weights.keys()]
  const wanted = layouts.map(prefixes => namesOf(prefixes).join(', ')).join(', or ')
  return (
    layouts.find(prefixes => isSame(namesOf(prefixes), seen)) ??
    refuse(
      `holds the tensors ${seen.slice(0, 12).join(', ') || '(none)'}; wanted are those of LAION's heads, ${wanted}`,
    )
  )
}

/** The head that has this layer in front of `next`; null where the layer's outputs are not what `next` takes. */
const behind = (weight: Weight, bias: Weight, next: Head): Head | null => {
  const outputs = next.weights.length
  const inputs = weight.shape[1] ?? 0
  if (weight.shape.join() !== [outputs, inputs].join() || bias.shape.join() !== String(outputs)) return null
  const weights = new Float64Array(inputs)
  let sum = next.bias
  for (const [output, factor] of next.weights.entries()) {
    sum += factor * bias.data[output]!
    for (let input = 0; input < inputs; input += 1) weights[input]! += factor * weight.data[output * inputs + input]!
  }
  return { weights, bias: sum }
}

/** The score of an embedding of any length: the heads were trained on embeddings of length 1, so it is brought there. */
export const scoreEmbedding = (head: Head, embedding: Float32Array): number => {
  let product = 0
  let square = 0
  for (const [at, value] of embedding.entries()) {
    product += head.weights[at]! * value
    square += value * value
  }
  return product / Math.sqrt(square) + head.bias
}

const namesOf = (prefixes: readonly string[]): string[] =>
  prefixes.flatMap(prefix => [`${prefix}weight`, `${prefix}bias`])

const isSame = (wanted: readonly string[], seen: readonly string[]): boolean =>
  wanted.toSorted().join() === seen.toSorted().join()
