import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drawBertMaskedLm } from '../../../../../stages/models/architecture/bert.ts'
import { drawBlip } from '../../../../../stages/models/architecture/blip.ts'
import { drawClipText } from '../../../../../stages/models/architecture/clip.ts'
import { bertConfig, bertWeights, safetensors, writeBertFolder } from '../../../../support/bert-folder.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-faults-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const inConfig = (text: string) => `${join(folder, 'config.json')}: ${text}`
const inWeights = (text: string) => `${join(folder, 'model.safetensors')}: ${text}`

describe('a folder that cannot become a graph', () => {
  it.each([
    [
      'another architecture',
      { architectures: ['BertForQuestionAnswering'] },
      '`architectures`: ["BertForQuestionAnswering"] is not',
    ],
    ['another model type', { model_type: 'gpt2' }, '`model_type`'],
    ['an activation that nobody draws', { hidden_act: 'mish' }, '`hidden_act`'],
    ['a size that is none', { hidden_size: '32' }, '`hidden_size`'],
    ['relative positions', { position_embedding_type: 'relative_key' }, '`position_embedding_type`'],
    ['a decoder', { is_decoder: true }, '`is_decoder`'],
    [
      'heads that do not divide the width',
      { num_attention_heads: 5 },
      'a width of 32 cannot be split into 5 attention heads.',
    ],
  ])('says what is wrong with %s', async (_, change, message) => {
    await writeBertFolder(folder, { config: { ...bertConfig, ...change } })
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(inConfig(message))
  })

  it('names the tensor that is missing', async () => {
    const { 'bert.encoder.layer.1.attention.self.key.weight': _, ...weights } = bertWeights()
    await writeBertFolder(folder, { weights })
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(
      `${folder}: tensor \`bert.encoder.layer.1.attention.self.key.weight\` [32,32] is missing from its safetensors files.`,
    )
  })

  it('does not take the embeddings for an untied decoder that is missing', async () => {
    await writeBertFolder(folder, { config: { ...bertConfig, tie_word_embeddings: false } })
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(
      /tensor `cls\.predictions\.decoder\.weight` .+ is missing/,
    )
  })

  it('names the tensor that has another shape, and both shapes', async () => {
    await writeBertFolder(folder, { config: { ...bertConfig, intermediate_size: 64 } })
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(
      inWeights('tensor `bert.encoder.layer.0.intermediate.dense.weight` is [48,32]; config.json asks for [64,32].'),
    )
  })

  it('names the tensor that holds no floating point numbers', async () => {
    await writeBertFolder(folder)
    const name = 'bert.embeddings.word_embeddings.weight'
    const asIntegers = (header: object) => {
      const entries = header as { readonly [name: string]: object }
      return { ...entries, [name]: { ...entries[name], dtype: 'I32' } }
    }
    await writeFile(join(folder, 'model.safetensors'), safetensors(bertWeights(), asIntegers))
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(
      inWeights(`tensor \`${name}\` is I32; F32, F16 or BF16 is wanted.`),
    )
  })

  it('says when a BERT is taken for a BLIP or a CLIP', async () => {
    await writeBertFolder(folder)
    await expect(drawBlip({ folder })).rejects.toThrow(inConfig('`model_type`'))
    await expect(drawClipText({ folder })).rejects.toThrow(inConfig('`model_type`'))
  })

  it('says when there is no config.json, or one that is no JSON', async () => {
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(
      /has no config\.json: a Hugging Face model folder is wanted/,
    )
    await writeFile(join(folder, 'config.json'), '{')
    await expect(drawBertMaskedLm({ folder })).rejects.toThrow(/config\.json is not JSON/)
  })
})
