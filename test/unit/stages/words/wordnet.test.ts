import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PartOfSpeech } from '../../../../schemas/slot.ts'
import { openWordNet, type Related, type WordNet } from '../../../../stages/words/wordnet.ts'

const first = { senses: 'first' } as const

let cache: string
let wordnet: WordNet
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'softpa-wordnet-'))
  wordnet = await openWordNet({ cache })
})
afterAll(() => rm(cache, { recursive: true, force: true }))

const related = (lemma: string, pos: PartOfSpeech, relation: Related['relation']) =>
  wordnet
    .related(lemma, pos, first)
    .filter(word => word.relation === relation)
    .map(word => word.lemma)

it('a car is an automobile, and has trucks and motorcycles beside it', () => {
  expect(related('car', 'noun', 'synonym')).toEqual(['automobile', 'auto', 'motorcar', 'machine'])
  expect(related('car', 'noun', 'co-hyponym')).toEqual(expect.arrayContaining(['truck', 'motorcycle', 'go-kart']))
})

it('a dog is a canine, as foxes and wolves are', () => {
  expect(wordnet.hypernyms('dog', 'noun', first)).toEqual(expect.arrayContaining(['canine', 'domestic animal']))
  expect(related('dog', 'noun', 'co-hyponym')).toEqual(expect.arrayContaining(['fox', 'wolf']))
})

it('the colours that are used most come first', () => {
  expect(related('red', 'adjective', 'co-hyponym').slice(0, 4)).toEqual(['blue', 'brown', 'green', 'yellow'])
})

it('the antonym of black is white, its siblings are greys, and the hues are opposite', () => {
  expect(related('black', 'adjective', 'antonym')).toEqual(['white'])
  expect(related('black', 'adjective', 'co-hyponym')[0]).toBe('gray')
  expect(related('black', 'adjective', 'indirect-antonym').slice(0, 3)).toEqual(['blue', 'red', 'brown'])
})

it('hot is directly opposed to cold, and through it to icy', () => {
  expect(wordnet.antonyms('hot', 'adjective', first)).toEqual(['cold'])
  expect(wordnet.antonyms('icy', 'adjective', first)).toEqual([])
  expect(related('hot', 'adjective', 'indirect-antonym')).toContain('icy')
  expect(related('icy', 'adjective', 'indirect-antonym')).toContain('hot')
})

it('wooden has the siblings of its head, woody', () => {
  expect(related('wooden', 'adjective', 'co-hyponym')).toContain('oaken')
})

it('scissors are no form of a scissor', () => {
  expect(wordnet.lemmas('scissors', 'noun')).toEqual(['scissors'])
})

it('a compound has spaces, and forms as its last word has', () => {
  expect(wordnet.lemmas('Fire Hydrants', 'noun')).toEqual(['fire hydrant'])
  expect(related('fire hydrant', 'noun', 'synonym')).toEqual(['fireplug', 'plug'])
})

it('an irregular form is looked up, a regular one cut', () => {
  expect(wordnet.lemmas('women', 'noun')).toEqual(['woman'])
  expect(wordnet.lemmas('geese', 'noun')).toEqual(['goose'])
  expect(wordnet.lemmas('happier', 'adjective')).toEqual(['happy'])
  expect(wordnet.lemmas('larger', 'adjective')).toEqual(['larger', 'large'])
})

it('a word that is a lemma and a form is both', () => {
  expect(wordnet.lemmas('glasses', 'noun')).toEqual(['glasses', 'glass'])
})

it('no word of JavaScript is a form', () => {
  for (const word of ['constructor', '__proto__', 'toString']) expect(wordnet.lemmas(word, 'adjective')).toEqual([])
})

it('knows a part of speech apart from another', () => {
  expect(wordnet.has('wooden', 'adjective')).toBe(true)
  expect(wordnet.has('wooden', 'noun')).toBe(false)
})

it.each(['', ' ', 'zzzz', '🚗', 'voiture', 'carcarcar', '\0'])('knows nothing of %j', word => {
  expect(wordnet.has(word, 'noun')).toBe(false)
  expect(wordnet.lemmas(word, 'noun')).toEqual([])
  expect(wordnet.related(word, 'noun', { senses: 'all' })).toEqual([])
})

it('says what a meaning is', () => {
  expect(wordnet.synsets('Sun', 'noun')[0]).toEqual({
    id: 'sun.n.01',
    pos: 'noun',
    lemmas: ['sun', 'Sun'],
    isInstance: true,
    lexname: 'noun.object',
  })
})

it('offers what is written with capitals, but for names', () => {
  expect(related('television', 'noun', 'synonym')).toContain('TV')
  expect(related('tee shirt', 'noun', 'synonym')).toContain('T-shirt')
  expect(wordnet.coHyponyms('poodle', 'noun', first)).toContain('Newfoundland')
  expect(related('poodle', 'noun', 'co-hyponym')).not.toContain('Newfoundland')
})

it('gives each word once, in its nearest relation, and never the word itself', () => {
  const words = wordnet.related('black', 'adjective', { senses: 'all' }).map(({ lemma }) => lemma.toLowerCase())
  expect(new Set(words).size).toBe(words.length)
  expect(words).not.toContain('black')
})

it('names the sense through which a word was found', () => {
  expect(wordnet.related('car', 'noun', first)[0]).toEqual({
    lemma: 'automobile',
    relation: 'synonym',
    synset: 'car.n.01',
  })
})
