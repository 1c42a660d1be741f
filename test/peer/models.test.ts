import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { integersOf } from '../../stages/models/tensor.ts'
import { openTokenizer } from '../../stages/models/tokenizer.ts'
import { type Packed, readAnswers, rowsOf, unpack } from '../support/model-answers.ts'
import {
  expectSameCaptions,
  expectSameEmbeddings,
  expectSameWords,
  int8Likeness,
  makeModels,
  withoutPeers,
  withSession,
  withTorch,
} from '../support/model-parity.ts'

let out: string
beforeAll(async () => {
  if (withoutPeers) return
  out = await mkdtemp(join(tmpdir(), 'softpa-models-'))
  makeModels(out, 'small')
})
afterAll(() => out && rm(out, { recursive: true, force: true }))

const { signal } = new AbortController()

describe.skipIf(withoutPeers)('the same folder in transformers and here', () => {
  it.each([
    ['as saved today', 'bert'],
    ['untied, with a decoder of its own', 'bert-untied'],
    ['with the names of TensorFlow', 'bert-published'],
    ['without the prefix of the encoder', 'bert-bare'],
    ['in float16', 'bert-half'],
    ['in bfloat16 and several files', 'bert-sharded'],
    ['as published, with vocab.txt alone', 'bert-words'],
  ])('BERT fills masks alike: %s', (_, name) => expectSameWords(join(out, name)))

  it('vocab.txt alone makes the same ids of a text', async () => {
    const folder = join(out, 'bert-words')
    const { texts, input_ids, attention_mask } = readAnswers<{
      readonly texts: readonly string[]
      readonly input_ids: Packed
      readonly attention_mask: Packed
    }>(folder)
    const [ids, mask] = [unpack(input_ids), unpack(attention_mask)]
    const wanted = texts.map((_, text) => {
      const isSeen = rowsOf(mask, text, text + 1).data
      return integersOf(rowsOf(ids, text, text + 1)).filter((_, at) => isSeen[at])
    })
    const tokenizer = await openTokenizer(folder)
    expect(existsSync(join(folder, 'tokenizer.json'))).toBe(false)
    expect(texts.map(text => tokenizer.encode(text, { maxTokens: 32 }))).toEqual(wanted)
  })

  it.each([
    ['as saved today', 'clip'],
    ['with the old end token', 'clip-legacy'],
    ['with a second copy of its configuration', 'clip-second-copy'],
    ['in float16 and several files', 'clip-half'],
    ['with a side that patches do not fill', 'clip-odd-side'],
  ])('CLIP embeds texts and images alike: %s', (_, name) => expectSameEmbeddings(join(out, name)))

  it.each([
    ['as saved today', 'blip'],
    ['untied', 'blip-untied'],
    ['with all tensors of its head', 'blip-published'],
    ['in float16 and several files', 'blip-half'],
  ])('BLIP captions alike, greedy and with beams: %s', (_, name) => expectSameCaptions(join(out, name)))
})

describe.skipIf(withoutPeers)('the same folder in transformers and in a session of torch, in float32', () => {
  it('BERT fills masks alike', () => expectSameWords(join(out, 'bert-published'), withTorch))
  it('CLIP embeds texts, trees of texts and images alike', () =>
    expectSameEmbeddings(join(out, 'clip-legacy'), withTorch))
  it('BLIP captions alike, greedy and with beams', () => expectSameCaptions(join(out, 'blip-published'), withTorch))
})

describe.skipIf(withoutPeers)('int8 beside transformers in float32', () => {
  it('keeps 95 % of the 20 likeliest words and the direction of a text to 0.01', async () => {
    const { overlap, cosine } = await int8Likeness(join(out, 'bert'), join(out, 'clip'))
    expect(overlap).toBeGreaterThanOrEqual(0.95)
    expect(cosine).toBeGreaterThanOrEqual(0.99)
  })

  it('takes half floats as well', async () => {
    const { overlap, cosine } = await int8Likeness(join(out, 'bert-sharded'), join(out, 'clip-half'))
    expect(overlap).toBeGreaterThanOrEqual(0.95)
    expect(cosine).toBeGreaterThanOrEqual(0.99)
  })
})

describe.skipIf(withoutPeers)('the bits of an answer', () => {
  it('do not depend on what stands behind the end of a text', async () => {
    const folder = join(out, 'clip')
    const answers = readAnswers<{ readonly input_ids: Packed; readonly lengths: Packed }>(folder)
    const ids = unpack(answers.input_ids)
    const lengths = integersOf(unpack(answers.lengths))
    await withSession(folder, 'clip-text', async session => {
      for (let row = 0; row < 20; row += 1) {
        const padded = await session.run({ input_ids: rowsOf(ids, row, row + 1) }, {}, signal)
        const trimmed = await session.run({ input_ids: rowsOf(ids, row, row + 1, lengths[row]) }, {}, signal)
        expect(trimmed.text_embeds).toEqual(padded.text_embeds)
      }
    })
  })

  it.each([1, 3])('do not depend on the other images of a batch, with %d beams', async beams => {
    const folder = join(out, 'blip')
    const pixels = unpack(readAnswers<{ readonly pixel_values: Packed }>(folder).pixel_values)
    const settings = { prompt: [], maxLength: 16, minLength: 0, beams, repetitionPenalty: 1 }
    await withSession(folder, 'caption', async session => {
      const together = await session.run({ pixel_values: rowsOf(pixels, 0, 20) }, settings, signal)
      for (let row = 0; row < 20; row += 1) {
        const alone = await session.run({ pixel_values: rowsOf(pixels, row, row + 1) }, settings, signal)
        expect(alone.scores?.data[0]).toBe(together.scores?.data[row])
      }
    })
  })
})
