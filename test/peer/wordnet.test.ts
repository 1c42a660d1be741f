import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compareWithNltk, topics } from '../support/nltk.ts'
import { shared } from '../support/root.ts'

if (!shared) console.warn('skipped: no exceptions and lexnames of WordNet in ../shared/fixtures/wordnet_extra')

describe.skipIf(!shared)('of 3,000 lemmas, drawn by a seed', () => {
  let comparison: Awaited<ReturnType<typeof compareWithNltk>>
  beforeAll(async () => {
    comparison = await compareWithNltk(join(shared!, 'fixtures/wordnet_extra'), 1500)
  })

  it.each(topics)("NLTK's answer is ours: %s", topic => {
    expect(comparison.compared.get(topic)).toBeGreaterThanOrEqual(3000)
    expect(comparison.differences.get(topic)).toEqual([])
  })
})
