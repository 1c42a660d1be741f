import { ModelError } from '../model-error.ts'
import type { TokenizerDefinition, TokenizerSettings } from '../tokenizer.ts'

// Contractions, runs of letters, single digits, runs of anything else but space: OpenAI's own split.
const split = "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"

/** The tokenizer.json of CLIP's byte pairs, from a vocab.json and the lines of a merges.txt. */
export const bytePair = (
  vocab: { readonly [token: string]: number },
  merges: string,
  settings: TokenizerSettings,
): TokenizerDefinition => {
  const start = settings.bos_token ?? '<|startoftext|>'
  const end = settings.eos_token ?? '<|endoftext|>'
  const unknown = settings.unk_token ?? '<|endoftext|>'
  const special = [...new Set([start, end, unknown])]
  const missing = special.find(token => vocab[token] === undefined)
  if (missing !== undefined) throw new ModelError(`vocab.json lacks the special token ${missing}.`)
  return {
    added_tokens: special.map(content => ({ id: vocab[content]!, content, special: true, normalized: false })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: split }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [end, vocab[end]],
      cls: [start, vocab[start]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      unk_token: unknown,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges: pairsOf(merges),
    },
  }
}

// The first line is a version, the last one empty.
const pairsOf = (merges: string): string[] =>
  merges.split('\n').flatMap(line => (line === '' || line.startsWith('#version') ? [] : [line.replace(/\r$/, '')]))
