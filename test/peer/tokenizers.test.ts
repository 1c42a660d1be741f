import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTokenizer, type Tokenizer } from '../../stages/models/tokenizer.ts'
import { clipVocabulary } from '../support/clip-vocabulary.ts'
import { root, shared } from '../support/root.ts'

const python = join(root, '.venv', 'bin', 'python')
const skipped = !shared

interface Answer {
  readonly ids: readonly number[][]
  readonly bare: readonly number[][]
  readonly cut: readonly number[][]
  readonly texts: readonly string[]
  readonly random: readonly string[]
}

const hostile = [
  '',
  ' ',
  'A [MASK] on a <|endoftext|> table [SEP] .',
  "It's the dogs' n't 've; they'll, we're o'clock",
  'Ünïcödé İstanbul STRAßE Ελλάς ﬁne ½ ² ①',
  'e\u0301 a\u0308 \u00a0 nbsp\u2009thin\u200bzero\u00adsoft\u0085next',
  '東京の犬 개 собака कुत्ता ไทย',
  '🐕‍🦺 👩🏽‍🎨 🇫🇷 emoji\ufe0f',
  'tab\tnew\nline\r\n\u0000nul\u0007bell\ufffd',
  '2004 Jaguar XJ8 $12.50 100% #1 @home a_b-c/d (e) {f} ~g^h',
  'x'.repeat(150),
  '“quotes” ‘single’ — dash … ellipsis',
  '##ing ##s un##able',
]

let folder: string
let texts: readonly string[]
let answers: { readonly bert: Answer; readonly clip: Answer }
const random = (vocabulary: number) =>
  Array.from({ length: 500 }, (_, row) =>
    Array.from({ length: 1 + (row % 12) }, (_, at) => (row * 7919 + at * 104729 + row * at * 31) % vocabulary),
  )
// BLIP begins with an id that is not in its tokenizer.
const randomIds = { bert: random(30522).map(ids => [30522, ...ids]), clip: random(49408) }

beforeAll(async () => {
  if (skipped) return
  folder = await mkdtemp(join(tmpdir(), 'softpa-tokenizers-'))
  const fixtures = join(shared!, 'fixtures')
  const coco = JSON.parse(await readFile(join(fixtures, 'captions/coco_captions_val2017.json'), 'utf8'))
  texts = [...coco.annotations.map(({ caption }: { caption: string }) => caption), ...hostile]
  for (const name of ['bert', 'clip']) await mkdir(join(folder, name))
  await copyFile(join(fixtures, 'tokenizers/bert-base-uncased-vocab.txt'), join(folder, 'bert/vocab.txt'))
  const { vocab, merges } = clipVocabulary(await readFile(join(fixtures, 'tokenizers/bpe_simple_vocab_16e6.txt.gz')))
  await writeFile(join(folder, 'clip/vocab.json'), vocab)
  await writeFile(join(folder, 'clip/merges.txt'), merges)
  answers = await ask()
})
afterAll(() => folder && rm(folder, { recursive: true, force: true }))

const ask = async () => {
  const [request, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')]
  const folders = {
    bert: { path: join(folder, 'bert'), kind: 'BertTokenizer', random: randomIds.bert },
    clip: { path: join(folder, 'clip'), kind: 'CLIPTokenizer', random: randomIds.clip },
  }
  await writeFile(request, JSON.stringify({ texts, folders }))
  const env = { ...process.env, HF_HUB_OFFLINE: '1', TOKENIZERS_PARALLELISM: 'false' }
  execFileSync(python, [join(root, 'test/peer/tokenize_texts.py'), request, answer], { env, stdio: 'pipe' })
  return JSON.parse(await readFile(answer, 'utf8'))
}

/** The first few texts that come out otherwise: 25,014 ids lists are too much to print. */
const differences = <T>(ours: (text: string, at: number) => T, theirs: readonly T[], from: readonly string[]) =>
  from.flatMap((text, at) => {
    const found = ours(text, at)
    return JSON.stringify(found) === JSON.stringify(theirs[at]) ? [] : [{ text, found, wanted: theirs[at] }]
  })

describe.skipIf(skipped).each([
  ['bert', 'from vocab.txt', 'bert'],
  ['bert', 'from tokenizer.json', 'bert-saved'],
  ['clip', 'from vocab.json and merges.txt', 'clip'],
  ['clip', 'from tokenizer.json', 'clip-saved'],
] as const)('the tokenizer of %s, %s', (name, _, path) => {
  let tokenizer: Tokenizer
  beforeAll(async () => {
    tokenizer = await openTokenizer(join(folder, path))
    expect(existsSync(join(folder, path, 'tokenizer.json'))).toBe(path.endsWith('saved'))
  })

  it('gives the ids of transformers for 25,014 COCO captions and for hostile ones', () => {
    expect(texts.length).toBe(25_014 + hostile.length)
    expect(differences(text => tokenizer.encode(text), answers[name].ids, texts).slice(0, 5)).toEqual([])
  })

  it('gives the ids of the bare text', () => {
    expect(
      differences(text => tokenizer.encode(text, { isBare: true }), answers[name].bare, texts).slice(0, 5),
    ).toEqual([])
  })

  it('cuts the text and keeps the special tokens', () => {
    const cut = (text: string) => tokenizer.encode(text, { maxTokens: 9 })
    expect(differences(cut, answers[name].cut, texts).slice(0, 5)).toEqual([])
  })

  it('gives back the texts that transformers gives back', () => {
    const decode = (_: string, at: number) => tokenizer.decode(answers[name].ids[at]!)
    expect(differences(decode, answers[name].texts, texts).slice(0, 5)).toEqual([])
  })

  it('decodes ids that no text had', () => {
    const ids = randomIds[name]
    const decode = (_: string, at: number) => tokenizer.decode(ids[at]!)
    expect(differences(decode, answers[name].random, ids.map(String)).slice(0, 5)).toEqual([])
  })
})
