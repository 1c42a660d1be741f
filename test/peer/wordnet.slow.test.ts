import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compareWithNltk, topics } from '../support/nltk.ts'
import { shared } from '../support/root.ts'

if (!shared) console.warn('skipped: no exceptions and lexnames of WordNet in ../shared/fixtures/wordnet_extra')

describe.skipIf(!shared)('of every lemma', () => {
  let comparison: Awaited<ReturnType<typeof compareWithNltk>>
  beforeAll(async () => {
    comparison = await compareWithNltk(join(shared!, 'fixtures/wordnet_extra'), 0)
  }, 600_000)

  it('NLTK knows 117,953 nouns and 21,499 adjectives', () => {
    expect(comparison.lemmas).toEqual({ noun: 117_953, adjective: 21_499 })
  })

  it.each(topics)("NLTK's answer is ours: %s", topic => {
    expect(comparison.compared.get(topic)).toBeGreaterThanOrEqual(139_452)
    expect(comparison.differences.get(topic)).toEqual([])
  })
})
