import { expect, test } from 'vitest'
import { describeHistory } from '../../../../pipeline/face/history.ts'
import type { Made } from '../../../../pipeline/history/made.ts'
import type { RowHistory } from '../../../../pipeline/history/row-history.ts'

const planned: RowHistory = {
  key: 'b4c3c09477c032a288557907cc761b15',
  state: 'not done',
  source: {
    path: 'laion/part-7.parquet',
    row: 1234567,
    dataset: null,
    columns: {
      url: 'http://example.org/a.jpg',
      text: 'a car',
      declared_width: 640,
      declared_height: 480,
      aesthetic: 7.146235942840576,
      punsafe: 0.0053588575683534145,
      hash: 1884291500673242995n,
    },
  },
  planned: { shard: 3, shards: 5000, row: 17, rows: 1000, id: 'the-plan', order: 'shuffled' },
  recipe: { name: 'laion', hash: 'the-recipe', seed: 7 },
  made: null,
}

const made: Made = {
  file: 'data/train-00003-of-05000.parquet',
  row: 12,
  startedAt: '2026-11-22T23:36:23.099Z',
  tookMs: 16_750,
  version: '0.1.0',
  class: { device: 'cpu', cpu: 'x64 avx512f', dtype: 'none' },
  rejected: null,
  values: {
    final_url: 'http://cdn.example.org/a.jpg',
    original_format: 'webp',
    original_width: 2000,
    original_height: 1500,
    original_bytes: 25_233,
    width: 1024,
    height: 768,
    sha256: '55a0',
    transform: 'orient,resize,jpeg95',
    caption: 'two black dogs',
    caption_score: -0.30088,
    slot_word: 'dogs',
    slot_start: 10,
    slot_end: 14,
    slot_pos: 'noun',
    slot_lemma: 'dog',
    slot_number: 'plural',
    strategy: 'levels',
    pool_size: 15,
    prompts: [
      {
        text: 'two black cats',
        word: 'cats',
        sources: ['bert', 'wordnet'],
        relation: 'co-hyponym',
        bert_probability: 0.1,
        similarity: 0.89061,
      },
    ],
  },
  notes: { download: { attempts: 3, fetchMs: 1466 } },
  models: [
    { role: 'fill-mask', name: 'bert-mini', fingerprint: 'ad2b' },
    { role: 'other', name: null, fingerprint: '0b33' },
  ],
}

const written: RowHistory = { ...planned, state: 'written', made }

const rejected: RowHistory = {
  ...planned,
  state: 'rejected',
  made: {
    ...made,
    file: 'rejects/00003.parquet',
    values: {},
    rejected: { stage: 'download', reason: 'http-5xx', detail: '503' },
    retries: [{ at: '2026-11-23T04:05:06Z', rows: 5, healed: 3, before: { version: '0.1.0', class: {} } }],
  },
}

test('a written row tells from the metadata to the prompts', () => {
  expect(describeHistory(written)).toBe(`\
b4c3c09477c032a288557907cc761b15: written

what became of it
  written       data/train-00003-of-05000.parquet, row 12
  download      3 requests, 1,466 ms
  shard made    2026-11-22 23:36 UTC, in 17 s

where it came from
  source        laion/part-7.parquet, row 1,234,567
  url           http://example.org/a.jpg
  text          a car
  declared      640 x 480
  scores        aesthetic 7.146, punsafe 0.005359
  hash          1884291500673242995
  planned       shard 3 of 5,000, row 17 of 1,000, shuffled

the picture
  fetched from  http://cdn.example.org/a.jpg
  file          webp, 2000 x 1500, 25.2 kB
  sha256        55a0
  stored as     1024 x 768, orient, resize, jpeg95

the caption
  caption       two black [dogs]
  score         -0.3009, mean log-probability of its tokens
  slot          dogs, a plural noun of dog

the prompts, by levels out of 15 candidates
  word  similarity  relation    proposed by    prompt
  cats  0.8906      co-hyponym  bert, wordnet  two black cats

what made the shard
  recipe        laion, the-recipe
  seed          7
  plan          the-plan
  softpa        0.1.0
  machine       cpu, x64 avx512f
  fill-mask     bert-mini, ad2b
  other         0b33

rows and shards are counted from 0
`)
})

test('a rejected row says first why, what that means, and whether it may heal', () => {
  expect(describeHistory(rejected)).toContain(`\
what became of it
  rejected      http-5xx, by download
  that means    A server error that did not heal; the detail names the status.
  detail        503
  may heal      softpa retry fetches it again
  stored        rejects/00003.parquet, row 12
  download      3 requests, 1,466 ms
  shard made    2026-11-22 23:36 UTC, in 17 s
  retried       2026-11-23 04:05 UTC, 3 of 5 rows of the shard healed
`)
})

test('of a row that nothing was made of yet, what is planned is told', () => {
  expect(describeHistory(planned)).toMatch(/not done {6}shard 3 is not done yet/)
  expect(describeHistory(planned)).not.toMatch(/the picture|the caption|softpa {8}/)
})

test('a row of a softpa dataset names the command that tells what was before', () => {
  const again: RowHistory = { ...planned, source: { ...planned.source, dataset: '/data/shards' } }
  expect(describeHistory(again)).toContain(`softpa explain ${planned.key} --in /data/shards`)
})

test('what the web wrote neither moves the cursor nor breaks a line', () => {
  const columns = { text: 'a car\n\u001b[2Jb4c3: written\u009b1A\u2028' }
  const page = describeHistory({ ...planned, source: { ...planned.source, columns } })
  expect(page).toContain('  text          a car [2Jb4c3: written 1A\n')
})
