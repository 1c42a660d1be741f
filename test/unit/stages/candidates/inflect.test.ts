import { describe, expect, it } from 'vitest'
import type { Slot } from '../../../../schemas/slot.ts'
import { agrees, inflect } from '../../../../stages/candidates/inflect.ts'

const noun = (word: string, number: Slot['number']): Slot => ({
  word,
  start: 0,
  end: word.length,
  pos: 'noun',
  lemma: word,
  number,
})
const adjective = (word: string, lemma: string): Slot => ({ ...noun(word, null), pos: 'adjective', lemma })

describe('a lemma takes the number of the slot', () => {
  it.each([
    ['cat', 'cats'],
    ['fire hydrant', 'fire hydrants'],
    ['scissors', 'scissors'],
    ['sheep', 'sheep'],
    ['cake', 'cakes'],
    ['furniture', null],
  ])('plural: %s, %s', (lemma, form) => expect(inflect(lemma, noun('dogs', 'plural'))).toBe(form))

  it.each([
    ['cat', 'cat'],
    ['cake', 'cake'],
    ['sheep', 'sheep'],
    ['scissors', null],
    ['stairs', null],
    ['furniture', null],
  ])('singular: %s, %s', (lemma, form) => expect(inflect(lemma, noun('dog', 'singular'))).toBe(form))

  it.each([
    ['sand', 'sand'],
    ['cake', 'cake'],
    ['cat', null],
    ['scissors', null],
  ])('mass: %s, %s', (lemma, form) => expect(inflect(lemma, noun('snow', 'mass'))).toBe(form))
})

it('an adjective takes the degree of the slot', () => {
  expect(inflect('small', adjective('bigger', 'big'))).toBe('smaller')
  expect(inflect('wooden', adjective('bigger', 'big'))).toBeNull()
  expect(inflect('wooden', adjective('big', 'big'))).toBe('wooden')
})

describe('a word as it is written', () => {
  it.each([
    ['cats', 'cat', 'plural', true],
    ['cat', 'cat', 'plural', false],
    ['cats', 'cat', 'singular', false],
    ['water', 'water', 'singular', false],
    ['cake', 'cake', 'mass', true],
    ['sheep', 'sheep', 'plural', true],
  ] as const)('%s, of %s, in a %s slot: %s', (word, lemma, number, answer) =>
    expect(agrees(word, lemma, noun('x', number))).toBe(answer),
  )

  it('agrees with an adjective in its degree', () => {
    expect(agrees('smaller', 'small', adjective('bigger', 'big'))).toBe(true)
    expect(agrees('small', 'small', adjective('bigger', 'big'))).toBe(false)
    expect(agrees('silver', 'silver', adjective('big', 'big'))).toBe(true)
  })
})
