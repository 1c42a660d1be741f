import { expect, test } from 'vitest'
import { colours, vocabulary } from '../../data/world/lexicon.ts'
import type { Explanation } from '../../pipeline/explain.ts'
import { softpa } from '../support/softpa.ts'

const explain = async (...given: string[]): Promise<Explanation> =>
  JSON.parse((await softpa('explain', ...given, '--json')).stdout)

test('with the models that come with softpa, a black car may have other colours, by BERT and by WordNet', async () => {
  const { slots, masked, pool, prompts } = await explain(
    'the front-end view of a black car',
    '--set',
    'mask.prefer=adjective',
  )
  expect(slots.map(({ word }) => word)).toEqual(['black', 'car'])
  expect(masked?.word).toBe('black')
  const proposed = (by: 'bert' | 'wordnet') =>
    pool.filter(({ word, sources }) => word in colours && sources.includes(by)).map(({ word }) => word)
  expect(proposed('bert')).toEqual(expect.arrayContaining(['white', 'red', 'blue']))
  expect(proposed('wordnet')).toEqual(expect.arrayContaining(['white', 'red', 'blue', 'green']))
  expect(new Set(prompts.map(({ text }) => text)).size).toBe(4)
  for (const { text, word } of prompts) expect(text).toBe(`the front-end view of a ${word} car`)
})

test('its small CLIP tells near colours from far ones', async () => {
  const words = JSON.stringify(vocabulary)
  const { pool } = await explain(
    'a red car on a road',
    '--set',
    'mask.prefer=adjective',
    '--set',
    `candidates.vocabulary=${words}`,
  )
  const similarity = (word: string) => pool.find(candidate => candidate.word === word)!.similarity
  expect(similarity('crimson')).toBeGreaterThan(similarity('blue'))
})
