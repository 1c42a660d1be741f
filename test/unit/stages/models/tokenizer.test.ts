import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTokenizer } from '../../../../stages/models/tokenizer.ts'
import { temporaryFolder } from '../../../support/dataset.ts'

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'red', 'dog', '##s', '.']

const write = async (files: { readonly [name: string]: string }) => {
  const folder = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

it('takes the line of a word in vocab.txt as its id, with either line end', async () => {
  for (const end of ['\n', '\r\n']) {
    const tokenizer = await openTokenizer(await write({ 'vocab.txt': words.join(end) + end }))
    expect(tokenizer.encode('A red [MASK]s.')).toEqual([2, 5, 6, 4, 1, 9, 3])
    expect(tokenizer.decode([2, 5, 6, 7, 8, 9, 3])).toBe('a red dogs.')
    expect([tokenizer.idOf('dog'), tokenizer.idOf('cat'), tokenizer.tokenOf(8), tokenizer.tokenOf(99)]).toEqual([
      7,
      undefined,
      '##s',
      undefined,
    ])
  }
})

it('gives nothing back for ids that the vocabulary lacks, and for none', async () => {
  const tokenizer = await openTokenizer(await write({ 'vocab.txt': words.join('\n') }))
  expect([tokenizer.decode([30522, 7]), tokenizer.decode([30522]), tokenizer.decode([])]).toEqual(['dog', '', ''])
})

it('heeds do_lower_case of tokenizer_config.json', async () => {
  const config = JSON.stringify({ do_lower_case: false, mask_token: { content: '[MASK]', __type: 'AddedToken' } })
  const tokenizer = await openTokenizer(await write({ 'vocab.txt': words.join('\n'), 'tokenizer_config.json': config }))
  expect(tokenizer.encode('A dog', { isBare: true })).toEqual([1, 7])
})

it.each([
  [{}, 'has no tokenizer: wanted tokenizer.json, or vocab.txt, or vocab.json with merges.txt beside config.json.'],
  [{ 'vocab.json': '{}' }, 'has no tokenizer'],
  [{ 'vocab.txt': 'a\n' }, 'vocab.txt lacks the special token [PAD].'],
  [{ 'vocab.json': '{"a": 0}', 'merges.txt': '' }, 'vocab.json lacks the special token <|startoftext|>.'],
  [{ 'tokenizer.json': '{' }, /tokenizer\.json is not JSON/],
  [{ 'tokenizer.json': '{}' }, /tokenizer\.json: `model`/],
])('refuses %j with one sentence', async (files, sentence) => {
  await expect(openTokenizer(await write(files))).rejects.toThrow(sentence)
})
