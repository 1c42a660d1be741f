import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isCount, numbersOf } from '../../stages/words/noun.ts'
import { pluralOf } from '../../stages/words/plural.ts'
import { readLemmas, readSynsets, readTagCounts } from '../../stages/words/wordnet-database.ts'
import { root } from '../support/root.ts'

/** Where we differ from `inflect` on purpose. */
const accepted = new Set([
  // English has both, and ours is Merriam-Webster's first or equal.
  ...'antelope arroyo banjo bass bolo combo concerto counsel craft divertimento dwarf ego ginkgo halo octahedron'.split(
    ' ',
  ),
  ...'perch persona proviso rendezvous sforzando swiss symposium tango'.split(' '),
  // It adds -es to every -o, and to a "ch" that sounds like "k".
  ...'bravado gusto hello pachinko two vertigo epoch matriarch monarch'.split(' '),
  // It does not know these: gentlemans, grandchilds, adoniss, passerbies, datas, ours.
  ...'adonis congo dickens megalopolis morocco pectoralis cattleman gentleman muscleman rifleman tradesman grandchild stepchild passerby data'.split(
    ' ',
  ),
  ...'crossroads means works mine percent yen unconscious cautious german roman'.split(' '),
])

let folder: string
let nouns: readonly string[]
let answers: { readonly [word: string]: readonly string[] }

/** The nouns of one word, none of them a name, that WordNet's texts were tagged with. */
const everydayNouns = async () => {
  const spelledSmall = new Set((await readSynsets('noun')).flatMap(({ words }) => words))
  const count = await readTagCounts()
  return (await readLemmas('noun'))
    .filter(({ lemma, offsets }) => offsets.some(offset => count('noun', lemma, offset) > 0))
    .map(({ lemma }) => lemma)
    .filter(lemma => /^[a-z]{3,}$/.test(lemma) && spelledSmall.has(lemma))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-plural-'))
  nouns = (await everydayNouns()).filter(noun => isCount(noun) && numbersOf(noun).includes('singular'))
  const [request, answer] = [join(folder, 'request.json'), join(folder, 'answer.json')]
  await writeFile(request, JSON.stringify(nouns))
  execFileSync(join(root, '.venv/bin/python'), [join(root, 'test/peer/plural.py'), request, answer], { stdio: 'pipe' })
  answers = JSON.parse(await readFile(answer, 'utf8'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true }))

describe('the plural of an everyday noun', () => {
  it('is the one that the package inflect gives, or an accepted one', () => {
    expect(nouns.length).toBeGreaterThan(7000)
    const differ = nouns.filter(noun => !accepted.has(noun) && !answers[noun]!.includes(pluralOf(noun)))
    expect(differ.map(noun => `${noun}: ${pluralOf(noun)}, not ${answers[noun]}`)).toEqual([])
  })

  it('is known as a plural', () => {
    const strange = nouns.filter(noun => !numbersOf(pluralOf(noun)).includes('plural'))
    // The sciences are commoner than the plurals of ethic and esthetic; psis looks like a singular in -sis; the others have none.
    expect(strange).toEqual(['cautious', 'datum', 'esthetic', 'ethic', 'psi', 'unconscious'])
  })
})
