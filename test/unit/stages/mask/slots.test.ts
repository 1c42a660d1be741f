import { beforeAll, describe, expect, it } from 'vitest'
import { openFinder } from '../../../../stages/mask/finder.ts'
import type { FindSlots } from '../../../../stages/mask/slots.ts'

let find: FindSlots
beforeAll(async () => {
  find = (await openFinder()).findSlots
})

/** The slots as `pos:word`, the part of speech by its first letter. */
const slots = (caption: string) => find(caption).map(({ pos, word }) => `${pos[0]}:${word}`)
const lemmas = (caption: string) => find(caption).map(({ lemma }) => lemma)
const numbers = (caption: string) => Object.fromEntries(find(caption).map(({ word, number }) => [word, number]))

describe('slots', () => {
  it('are the nouns and adjectives of a caption', () => {
    expect(slots('a black cat on a wooden table')).toEqual(['a:black', 'n:cat', 'a:wooden', 'n:table'])
  })

  it('say where they are, in UTF-16 units', () => {
    expect(find('🐕  a\tdog')).toEqual([
      { word: 'dog', start: 6, end: 9, pos: 'noun', lemma: 'dog', number: 'singular' },
    ])
  })

  it.each(['', ' ', '2004 7 1/2', 'собака на улице', '犬', '!!! ...', 'of the and with'])('are none in %j', caption => {
    expect(find(caption)).toEqual([])
  })

  it('are found in capitals as in small letters', () => {
    expect(slots('A BLACK CAT ON A TABLE')).toEqual(['a:BLACK', 'n:CAT', 'n:TABLE'])
  })
})

describe('compounds', () => {
  it.each(['fire hydrant', 'hot dog', 'living room', 'teddy bear', 'parking lot', 'traffic light', 'ice cream'])(
    '%s is one slot',
    compound => expect(slots(`there is a ${compound} .`)).toEqual([`n:${compound}`]),
  )

  it('are as long as WordNet has them', () => {
    expect(slots('a chocolate chip cookie')).toEqual(['n:chocolate chip cookie'])
  })

  it.each(['white horse', 'young man', 'blue sky', 'red wine'])('%s is described, not compounded', words => {
    expect(slots(`a ${words}`)).toEqual([`a:${words.split(' ')[0]}`, `n:${words.split(' ')[1]}`])
  })

  it('are not made of who acts and what is done', () => {
    expect(slots('a man riding horse on a beach')).toContain('n:man')
    expect(slots('a baby sitting on a bed')).toEqual(['n:baby', 'n:bed'])
  })

  it.each(['stop sign', 'high chair', 'flat screen'])(
    'no part of %s is a slot, though WordNet does not list it',
    words => {
      expect(slots(`a man with a ${words} .`)).toEqual(['n:man'])
    },
  )

  it.each([
    ['cell phone', 'cellphone'],
    ['skate boards', 'skateboard'],
    ['lap top', 'laptop'],
    ['side walk', 'sidewalk'],
  ])('%s is one slot, though WordNet has it as one word', (words, lemma) => {
    expect(find(`next to a ${words} .`)).toMatchObject([{ word: words, lemma }])
  })

  it('do not swallow a verb', () => {
    expect(slots('the bed sits on the snow')).toEqual(['n:bed', 'n:snow'])
    expect(slots('snow falls on a bed')).toEqual(['n:snow', 'n:bed'])
  })

  it('have the base form of the whole', () => {
    expect(lemmas('two fire hydrants')).toEqual(['fire hydrant'])
  })
})

describe('never a slot', () => {
  it.each([
    ['a determiner or quantity', 'several other people and many more'],
    ['a number word', 'two or three people'],
    ['a participle', 'people parked outside'],
    ['an -ing verb', 'people standing and looking at people'],
    ['the head of a measure', 'a bunch of people and a lot of people'],
    ['a place on a thing', 'people on top of people in front of people'],
    ['a pronoun', 'someone with people'],
  ])('is %s', (_, caption) => {
    expect(new Set(slots(caption))).toEqual(new Set(['n:people']))
  })

  it('is what a caption says about the picture itself', () => {
    expect(slots('a black and white photo of a dog')).toEqual(['n:dog'])
    expect(slots('a close-up view of a dog')).toEqual(['n:dog'])
  })

  it('is a name: a capital, or an instance for WordNet', () => {
    expect(slots('A man in front of the Golden Gate')).toEqual(['n:man'])
    expect(slots('a man in paris')).toEqual(['n:man'])
    expect(slots('a man with an american flag')).toEqual(['n:man', 'n:flag'])
  })

  it('is quoted', () => {
    expect(slots('a sign that says "dog food"')).toEqual(['n:sign'])
  })
})

describe('corrections of the tagger', () => {
  it('an -ing word that names a thing is a noun, but not where it acts on something', () => {
    expect(slots('a red building')).toEqual(['a:red', 'n:building'])
    expect(slots('a man building a boat')).toEqual(['n:man', 'n:boat'])
  })

  it.each([
    ['two bowls filled', 'bowls'],
    ['next to traffic lights', 'traffic lights'],
    ['the red handles of', 'handles'],
    ['a kitchen counter with', 'counter'],
    ['traffic is', 'traffic'],
  ])('where no verb can stand is a noun: %s', (caption, word) => {
    expect(find(caption).map(slot => slot.word)).toContain(word)
  })

  it('who acts does something: the plural after it is a verb', () => {
    expect(slots('a player swings hard at a ball')).toEqual(['n:player', 'n:ball'])
  })

  it('an adjective before an adjective is no adverb', () => {
    expect(slots('a large yellow truck')).toEqual(['a:large', 'a:yellow', 'n:truck'])
  })

  it('a shade or colour before what it describes is an adjective', () => {
    expect(slots('a dark grey sky')).toEqual(['a:dark', 'a:grey', 'n:sky'])
    expect(slots('an orange flame')).toEqual(['a:orange', 'n:flame'])
  })

  it('a stuff before a noun is a noun', () => {
    expect(slots('a metal pole')).toEqual(['n:metal', 'n:pole'])
  })

  it('a bare verb where a determiner waits for its noun is that noun', () => {
    expect(slots('a toilet next to a sink')).toEqual(['n:toilet', 'n:sink'])
  })

  it('what joins a noun is a noun', () => {
    expect(slots('a sink and counter .')).toEqual(['n:sink', 'n:counter'])
    expect(slots('a giraffe eating leaves')).toEqual(['n:giraffe', 'n:leaves'])
  })

  it('what a subject does is a verb', () => {
    expect(slots('a vehicle patrols the highway')).toEqual(['n:vehicle', 'n:highway'])
    expect(slots('cows travel down the street')).toEqual(['n:cows', 'n:street'])
  })
})

describe('numbers', () => {
  it('follow the form', () => {
    expect(numbers('two dogs and a cat')).toEqual({ dogs: 'plural', cat: 'singular' })
  })

  it('follow the determiner where the form could be either', () => {
    expect(numbers('a sheep')).toEqual({ sheep: 'singular' })
    expect(numbers('several white sheep')).toEqual({ white: null, sheep: 'plural' })
  })

  it('follow what counts them', () => {
    expect(numbers('a couple of giraffe')).toEqual({ giraffe: 'plural' })
    expect(numbers('a herd of sheep')).toEqual({ herd: 'singular', sheep: 'plural' })
    expect(numbers('a two lane road')).toEqual({ lane: 'singular', road: 'singular' })
  })

  it('take a thing without its article for one, and a stuff before a noun for a mass', () => {
    expect(numbers('a glass vase at night')).toEqual({ glass: 'mass', vase: 'singular', night: 'singular' })
  })

  it('know what is not counted', () => {
    expect(numbers('the water and some furniture')).toEqual({ water: 'mass', furniture: 'mass' })
    expect(numbers('a plate of chicken')).toEqual({ plate: 'singular', chicken: 'mass' })
    expect(numbers('a chicken')).toEqual({ chicken: 'singular' })
  })

  it('take plurals back to their singular, unless they have none', () => {
    expect(lemmas('men with cows and scissors')).toEqual(['man', 'cow', 'scissors'])
  })
})
