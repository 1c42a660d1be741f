import { expect, it } from 'vitest'
import { openTagger } from '../../../../stages/mask/tagger.ts'
import { splitWords } from '../../../../stages/mask/words.ts'

const tag = openTagger()
const tagsOf = (caption: string) => tag(splitWords(caption))

it('answers one part of speech for each word', () => {
  expect(tagsOf('a black cat sits on 2 chairs .')).toEqual([
    'DET',
    'ADJ',
    'NOUN',
    'VERB',
    'ADP',
    'NUM',
    'NOUN',
    'PUNCT',
  ])
})

it('answers one for a word that wink-nlp reads as two', () => {
  expect(tagsOf('dogs cannot fly')).toHaveLength(3)
  expect(tagsOf('youve a cat').at(-1)).toBe('NOUN')
})

it('answers nothing for nothing', () => {
  expect(tagsOf('')).toEqual([])
})

it('says the same of a caption whatever it read before', () => {
  const captions = [':d x-y (zorbly) zorbly, a.b. Zorbly', 'a zorbly :D', 'the ZORBLY sits', 'x-y and a.b.']
  const forwards = captions.map(tagsOf)
  const fresh = openTagger()
  expect(
    captions
      .toReversed()
      .map(caption => fresh(splitWords(caption)))
      .toReversed(),
  ).toEqual(forwards)
})

it('is opened again and again in one process, as long runs do', () => {
  for (let times = 0; times < 30; times += 1) openTagger()
  expect(openTagger()(splitWords('a red car'))).toEqual(['DET', 'ADJ', 'NOUN'])
})
