import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../../../stages/models/program.ts'
import { int32, int64, type Tensor, type Tensors, uint8 } from '../../../stages/models/tensor.ts'
import { openTokenizer } from '../../../stages/models/tokenizer.ts'
import type { Request, Role } from './request.ts'

// As in make.py and peer.py.
const [side, tokens, wordsPerText] = [384, 12, 50]

/** What a stage would do around the session: items to tensors, and tensors to an output for each item. */
export interface Task<Item, R extends Role = Role> {
  readonly items: readonly Item[]
  readonly settings: Settings[R]
  inputsOf(items: readonly Item[]): Tensors
  outputsOf(tensors: Tensors): readonly unknown[]
}

/** Images to ids. */
export const caption = async ({ data, items }: Request): Promise<Task<Uint8Array, 'caption'>> => {
  const bytes = side * side * 3
  const pixels = readFileSync(join(data, 'pixels.bin'))
  return {
    items: Array.from({ length: items }, (_, at) => pixels.subarray(at * bytes, (at + 1) * bytes)),
    settings: { prompt: [], maxLength: 1 + tokens, minLength: 1 + tokens, beams: 1, repetitionPenalty: 1 },
    inputsOf: images => ({ pixel_values: uint8(Buffer.concat(images), [images.length, side, side, 3]) }),
    outputsOf: ({ ids }) => rowsOf(ids),
  }
}

/** Texts with one [MASK] to the likeliest words and their probabilities. */
export const fillMask = async ({ model, data, items }: Request): Promise<Task<string, 'fill-mask'>> => {
  const tokenizer = await openTokenizer(model)
  const maskId = tokenizer.idOf('[MASK]') as number
  return {
    items: read(data, 'masked.txt').slice(0, items),
    settings: { outputs: ['ids', 'probabilities'] },
    inputsOf: texts => {
      const ids = texts.map(text => tokenizer.encode(text))
      return {
        input_ids: padded(ids),
        attention_mask: maskOf(ids),
        mask_positions: int64(ids.map(row => row.indexOf(maskId))),
        k: int64([wordsPerText]),
      }
    },
    outputsOf: ({ ids, probabilities }) => {
      const chances = rowsOf(probabilities)
      return rowsOf(ids).map((row, text) => row.map((id, at) => [id, chances[text]?.[at]]))
    },
  }
}

/** Texts to embeddings. */
export const clipText = async ({ model, data, items }: Request): Promise<Task<string, 'clip-text'>> => {
  const tokenizer = await openTokenizer(model)
  return {
    items: read(data, 'captions.txt').slice(0, items),
    settings: {},
    inputsOf: texts => ({ input_ids: padded(texts.map(text => tokenizer.encode(text, { maxTokens: 77 }))) }),
    outputsOf: ({ text_embeds }) => rowsOf(text_embeds),
  }
}

const read = (data: string, name: string): string[] => readFileSync(join(data, name), 'utf8').split('\n')

/** Ids as one tensor, as wide as the longest row. */
const padded = (rows: readonly (readonly number[])[]): Tensor => {
  const width = widest(rows)
  return int64(
    rows.flatMap(row => [...row, ...Array<number>(width - row.length).fill(0)]),
    [rows.length, width],
  )
}

const maskOf = (rows: readonly (readonly number[])[]): Tensor => {
  const width = widest(rows)
  return int32(
    rows.flatMap(row => Array.from({ length: width }, (_, at) => Number(at < row.length))),
    [rows.length, width],
  )
}

const widest = (rows: readonly (readonly number[])[]): number => Math.max(...rows.map(row => row.length))

const rowsOf = (tensor: Tensor | undefined): number[][] => {
  if (!tensor) throw new Error('The model put out less than was asked for.')
  const [rows, width] = tensor.shape as [number, number]
  const values = Array.from(tensor.data, Number)
  return Array.from({ length: rows }, (_, row) => values.slice(row * width, (row + 1) * width))
}
