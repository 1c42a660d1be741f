import { join } from 'node:path'
import { Tokenizer as Engine } from '@huggingface/tokenizers'
import { z } from 'zod'
import { findJson, findText } from './json-file.ts'
import { ModelError } from './model-error.ts'
import { bytePair } from './tokenizer/byte-pair.ts'
import { wordPiece } from './tokenizer/word-piece.ts'

/** Text to the ids of a model's vocabulary and back, as Hugging Face `transformers` does it for the same folder. */
export interface Tokenizer {
  /**
   * @param isBare without the special tokens around the text
   * @param maxTokens cuts the text, never the special tokens around it
   */
  encode(text: string, options?: { readonly isBare?: boolean; readonly maxTokens?: number }): number[]
  /** Special tokens and ids that the vocabulary lacks are left out. */
  decode(ids: ArrayLike<number>): string
  idOf(token: string): number | undefined
  tokenOf(id: number): string | undefined
}

const tokenName = z.union([z.string(), z.object({ content: z.string() }).transform(({ content }) => content)])
const settingsShape = z.looseObject({
  do_lower_case: z.boolean().optional(),
  strip_accents: z.boolean().nullish(),
  tokenize_chinese_chars: z.boolean().optional(),
  clean_up_tokenization_spaces: z.boolean().nullish(),
  bos_token: tokenName.nullish(),
  eos_token: tokenName.nullish(),
  unk_token: tokenName.nullish(),
  cls_token: tokenName.nullish(),
  sep_token: tokenName.nullish(),
  pad_token: tokenName.nullish(),
  mask_token: tokenName.nullish(),
})
/** What tokenizer_config.json may say, tokens by their text. */
export type TokenizerSettings = z.infer<typeof settingsShape>

const definitionShape = z.looseObject({
  model: z.looseObject({ type: z.string().optional() }),
  added_tokens: z
    .array(z.looseObject({ id: z.int(), content: z.string(), special: z.boolean().optional() }))
    .optional(),
})
/** A tokenizer.json. */
export type TokenizerDefinition = z.infer<typeof definitionShape>

/**
 * Opens a folder's tokenizer.json; where there is none, builds it from vocab.txt (BERT, BLIP), or from vocab.json and
 * merges.txt (CLIP).
 * @throws ModelError where the folder has none of these, or one that cannot be read
 */
export const openTokenizer = async (folder: string): Promise<Tokenizer> => {
  const settings = (await findJson(folder, 'tokenizer_config.json', settingsShape)) ?? {}
  const definition = (await findJson(folder, 'tokenizer.json', definitionShape)) ?? (await build(folder, settings))
  const engine = new Engine(definition, settings)
  const isWordPiece = 'type' in definition.model ? definition.model.type === 'WordPiece' : false
  // transformers cleans up after word pieces alone: byte pairs know their own spaces.
  const isCleaned = isWordPiece && settings.clean_up_tokenization_spaces === true
  const around = engine.encode('').ids.length
  return {
    encode: (text, { isBare = false, maxTokens = Number.POSITIVE_INFINITY } = {}) => {
      const { ids } = engine.encode(text, { add_special_tokens: !isBare })
      if (ids.length <= maxTokens) return ids
      return isBare || around < 2 ? ids.slice(0, maxTokens) : [...ids.slice(0, maxTokens - 1), ids.at(-1)!]
    },
    decode: ids => {
      const known = Array.from(ids).filter(id => engine.id_to_token(id) !== undefined)
      // The engine refuses an empty list.
      if (known.length === 0) return ''
      return engine.decode(known, { skip_special_tokens: true, clean_up_tokenization_spaces: isCleaned })
    },
    idOf: token => engine.token_to_id(token),
    tokenOf: id => engine.id_to_token(id),
  }
}

const build = async (folder: string, settings: TokenizerSettings): Promise<TokenizerDefinition> => {
  const words = await findText(join(folder, 'vocab.txt'))
  if (words !== null) return wordPiece(words, settings)
  const vocabulary = await findJson(folder, 'vocab.json', z.record(z.string(), z.int()))
  const merges = await findText(join(folder, 'merges.txt'))
  if (vocabulary !== null && merges !== null) return bytePair(vocabulary, merges, settings)
  throw new ModelError(
    `${folder} has no tokenizer: wanted tokenizer.json, or vocab.txt, or vocab.json with merges.txt beside config.json.`,
  )
}
