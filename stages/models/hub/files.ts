import { readdir } from 'node:fs/promises'
import { z } from 'zod'
import { findJson } from '../json-file.ts'
import { ModelError } from '../model-error.ts'

const plain = new Set([
  'config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
])
const whole = 'model.safetensors'
const index = 'model.safetensors.index.json'
const shard = /^model-\d+-of-\d+\.safetensors$/
const torch = /^pytorch_model(-\d+-of-\d+)?\.bin$/

/** Of the files of a model, those that softpa reads, sorted: configuration, vocabulary, and the weights once. */
export const chooseFiles = (names: readonly string[]): string[] => {
  const isWeight = names.includes(whole)
    ? (name: string) => name === whole
    : (name: string) => name === index || shard.test(name)
  return names.filter(name => plain.has(name) || isWeight(name)).sort()
}

/** What keeps the files of a model from being one that softpa reads: one sentence, or null. */
export const faultOf = (names: readonly string[], model: string, architecture: string | null): string | null => {
  if (!names.includes('config.json')) return `${model} has no config.json: wanted a Hugging Face model folder.`
  if (names.includes(whole) || names.includes(index)) return null
  if (!names.some(name => torch.test(name))) return `${model} has no ${whole}.`
  return `${model} has its weights as pytorch_model.bin alone, and softpa reads ${whole}; convert it once, then give the new folder: ${conversion(model, architecture)}`
}

/** Python that writes a model with its vocabulary and configuration into the folder `converted`. */
const conversion = (model: string, architecture: string | null): string => {
  const [repository, revision] = model.split('@')
  const from = revision === undefined ? `"${repository}"` : `"${repository}", revision="${revision}"`
  const classes = [architecture ?? 'AutoModel', 'AutoProcessor'].map(name => `t.${name}`).join(', ')
  return `python -c 'import transformers as t; [c.from_pretrained(${from}).save_pretrained("converted") for c in (${classes})]'`
}

const config = z.looseObject({ architectures: z.array(z.string()).nullish(), model_type: z.string().nullish() })

/** The class that a folder's config.json names, such as `BertForMaskedLM`; null where it names none. */
export const architectureOf = async (folder: string): Promise<string | null> => {
  const found = await findJson(folder, 'config.json', config)
  return found?.architectures?.[0] ?? found?.model_type ?? null
}

/**
 * The names of the files of a folder that softpa reads, sorted.
 * @throws ModelError where the folder lacks its configuration or its weights
 */
export const readModelFiles = async (folder: string): Promise<string[]> => {
  const names = await readdir(folder)
  const fault = faultOf(names, folder, null)
  if (fault === null) return chooseFiles(names)
  throw new ModelError(faultOf(names, folder, await architectureOf(folder)) ?? fault)
}
