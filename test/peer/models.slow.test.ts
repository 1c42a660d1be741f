import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'vitest'
import {
  expectSameCaptions,
  expectSameEmbeddings,
  expectSameWords,
  makeModels,
  withoutPeers,
} from '../support/model-parity.ts'

// Full shapes with random weights, in the layouts that the hub holds: 0.4 to 1.9 GB each, so one at a time.
let out: string
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'softpa-models-'))
})
afterEach(() => rm(out, { recursive: true, force: true }))

const timeoutMs = 600_000

describe.skipIf(withoutPeers)('a model of full size in transformers and here', () => {
  it.each([
    ['BERT base', 'bert_base', 'bert-base', expectSameWords],
    ['CLIP ViT-B/32 in float16', 'clip_base', 'clip-base', expectSameEmbeddings],
    ['CLIP ViT-L/14', 'clip_large', 'clip-large', expectSameEmbeddings],
    ['BLIP base', 'blip_base', 'blip-base', expectSameCaptions],
    ['BLIP large in several files', 'blip_large', 'blip-large', expectSameCaptions],
  ])('%s', { timeout: timeoutMs }, async (_, suite, name, expectSame) => {
    makeModels(out, suite)
    await expectSame(join(out, name))
  })
})
