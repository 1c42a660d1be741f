import { ModelError } from '../model-error.ts'
import type { TokenizerDefinition, TokenizerSettings } from '../tokenizer.ts'

/** The tokenizer.json of BERT's word pieces, from the lines of a vocab.txt: the line number is the id. */
export const wordPiece = (lines: string, settings: TokenizerSettings): TokenizerDefinition => {
  const words = lines
    .replace(/\n$/, '')
    .split('\n')
    .map(line => line.replace(/\r$/, ''))
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  const unknown = settings.unk_token ?? '[UNK]'
  const start = settings.cls_token ?? '[CLS]'
  const end = settings.sep_token ?? '[SEP]'
  const special = [settings.pad_token ?? '[PAD]', unknown, start, end, settings.mask_token ?? '[MASK]']
  const missing = special.find(token => vocab[token] === undefined)
  if (missing !== undefined) throw new ModelError(`vocab.txt lacks the special token ${missing}.`)
  return {
    added_tokens: special.map(content => ({ id: vocab[content]!, content, special: true, normalized: false })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: settings.tokenize_chinese_chars ?? true,
      // Null follows `lowercase`, as in the original BERT.
      strip_accents: settings.strip_accents ?? null,
      lowercase: settings.do_lower_case ?? true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [piece(start), { Sequence: { id: 'A', type_id: 0 } }, piece(end)],
      pair: [],
      special_tokens: {
        [start]: { id: start, ids: [vocab[start]], tokens: [start] },
        [end]: { id: end, ids: [vocab[end]], tokens: [end] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  }
}

const piece = (id: string) => ({ SpecialToken: { id, type_id: 0 } })
