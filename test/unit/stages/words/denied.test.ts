import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { builtInDenied, readDenied } from '../../../../stages/words/denied.ts'
import { deniedByGlossText } from '../../../../stages/words/denied-glosses.ts'
import { root } from '../../../support/root.ts'

it('what WordNet calls offensive is denied', () => {
  for (const lemma of ['squaw', 'wetback', 'greaseball', 'half-caste', 'dickhead'])
    expect([lemma, builtInDenied.has(lemma)]).toEqual([lemma, true])
})

it('what WordNet does not mark is denied as well', () => {
  for (const lemma of ['nigger', 'whore', 'retard', 'naked', 'midget'])
    expect([lemma, builtInDenied.has(lemma)]).toEqual([lemma, true])
})

it('a word that captions need is not denied for a rude sense', () => {
  for (const lemma of ['shrimp', 'queen', 'black', 'gay', 'taco', 'donkey', 'dwarf', 'suit', 'bull', 'clown'])
    expect([lemma, builtInDenied.has(lemma)]).toEqual([lemma, false])
})

it('the list from the glosses is the one that would be written now', async () => {
  expect(await readFile(join(root, 'stages/words/denied-by-gloss.ts'), 'utf8')).toBe(await deniedByGlossText())
})

it('a list of one lemma a line takes the place of the built-in one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'softpa-denied-'))
  try {
    await writeFile(join(folder, 'denied.txt'), '# beasts\nFire Hydrant  # red\r\n\n dog\n')
    expect([...(await readDenied(join(folder, 'denied.txt')))]).toEqual(['fire hydrant', 'dog'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
