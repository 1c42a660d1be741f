import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { random } from '../../data/world/random.ts'

export type Weight = { readonly shape: readonly number[]; readonly data: Float32Array }

/** The bytes of a safetensors file; `edit` may spoil its header. */
export const safetensors = (
  tensors: { readonly [name: string]: Weight },
  edit = (header: object) => header,
): Uint8Array => {
  let end = 0
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      const start = end
      end += data.byteLength
      return [name, { dtype: 'F32', shape, data_offsets: [start, end] }]
    }),
  )
  const json = Buffer.from(JSON.stringify(edit({ __metadata__: { format: 'pt' }, ...header })))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(json.length))
  const data = Object.values(tensors).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))
  return Buffer.concat([size, json, ...data])
}

const width = 32
const inner = 48
const vocabulary = 97
const positions = 64

export const bertConfig = {
  model_type: 'bert',
  architectures: ['BertForMaskedLM'],
  vocab_size: vocabulary,
  hidden_size: width,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  intermediate_size: inner,
  max_position_embeddings: positions,
}

/** All weights of a tiny BERT for masked words, drawn by a seed. */
export const bertWeights = (): { readonly [name: string]: Weight } => {
  const draw = random(7, 'bert')
  const weight = (...shape: number[]): Weight => {
    const size = shape.reduce((product, dimension) => product * dimension, 1)
    return { shape, data: Float32Array.from({ length: size }, () => draw() - 0.5) }
  }
  const linear = (name: string, from: number, to: number) => ({
    [`${name}.weight`]: weight(to, from),
    [`${name}.bias`]: weight(to),
  })
  const norm = (name: string) => ({ [`${name}.weight`]: weight(width), [`${name}.bias`]: weight(width) })
  const layer = (name: string) => ({
    ...linear(`${name}.attention.self.query`, width, width),
    ...linear(`${name}.attention.self.key`, width, width),
    ...linear(`${name}.attention.self.value`, width, width),
    ...linear(`${name}.attention.output.dense`, width, width),
    ...norm(`${name}.attention.output.LayerNorm`),
    ...linear(`${name}.intermediate.dense`, width, inner),
    ...linear(`${name}.output.dense`, inner, width),
    ...norm(`${name}.output.LayerNorm`),
  })
  return {
    'bert.embeddings.word_embeddings.weight': weight(vocabulary, width),
    'bert.embeddings.position_embeddings.weight': weight(positions, width),
    'bert.embeddings.token_type_embeddings.weight': weight(2, width),
    ...norm('bert.embeddings.LayerNorm'),
    ...layer('bert.encoder.layer.0'),
    ...layer('bert.encoder.layer.1'),
    ...linear('cls.predictions.transform.dense', width, width),
    ...norm('cls.predictions.transform.LayerNorm'),
    'cls.predictions.bias': weight(vocabulary),
  }
}

/** A model folder that any session can open as `fill-mask`. */
export const writeBertFolder = async (
  folder: string,
  {
    config = bertConfig,
    weights = bertWeights(),
  }: { readonly config?: object; readonly weights?: { readonly [name: string]: Weight } } = {},
): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'config.json'), JSON.stringify(config))
  await writeFile(join(folder, 'model.safetensors'), safetensors(weights))
}
