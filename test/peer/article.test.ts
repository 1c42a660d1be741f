import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { articleFor } from '../../stages/words/article.ts'
import { readLemmas } from '../../stages/words/wordnet-database.ts'
import { root } from '../support/root.ts'

/** Where the dictionary means another word: it has "led" of "to lead", and anglicises ylang-ylang, which says "ee-lang". */
const accepted = new Set(['led', 'ylang-ylang'])

let folder: string
let lemmas: readonly string[]
let answers: { readonly [word: string]: readonly string[] }

/** The word that decides. */
const firstWord = (lemma: string): string => lemma.split(' ')[0]!

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-article-'))
  lemmas = [...(await readLemmas('noun')), ...(await readLemmas('adjective'))].map(({ lemma }) => lemma)
  const [request, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')]
  await writeFile(request, JSON.stringify([...new Set(lemmas.map(firstWord))]))
  execFileSync(join(root, '.venv/bin/python'), [join(root, 'test/peer/article.py'), request, answer], { stdio: 'pipe' })
  answers = JSON.parse(await readFile(answer, 'utf8'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

it('the article agrees with a pronunciation in the CMU dictionary, for every noun and adjective of WordNet that it knows', () => {
  const known = lemmas.filter(lemma => answers[firstWord(lemma)] && !accepted.has(firstWord(lemma)))
  expect(known.length).toBeGreaterThan(80_000)
  const wrong = known.filter(lemma => !answers[firstWord(lemma)]!.includes(articleFor(lemma)))
  expect(wrong.map(lemma => `${articleFor(lemma)} ${lemma}`)).toEqual([])
})
