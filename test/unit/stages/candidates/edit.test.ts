import { describe, expect, it } from 'vitest'
import type { Slot } from '../../../../schemas/slot.ts'
import { edit } from '../../../../stages/candidates/edit.ts'

const slotOf = (caption: string, word: string): Slot => {
  const start = caption.indexOf(word)
  return { word, start, end: start + word.length, pos: 'noun', lemma: word, number: 'singular' }
}
const edited = (caption: string, word: string, surface: string) => edit(caption, slotOf(caption, word), surface).text

describe('the article before the slot', () => {
  it.each([
    ['a black car', 'black', 'orange', 'an orange car'],
    ['an orange car', 'orange', 'black', 'a black car'],
    ['a black car', 'black', 'blue', 'a blue car'],
    ['A dog runs', 'dog', 'owl', 'An owl runs'],
    ['An owl runs', 'owl', 'dog', 'A dog runs'],
    ['AN OWL RUNS', 'OWL', 'DOG', 'A DOG RUNS'],
    ['A DOG RUNS', 'DOG', 'OWL', 'AN OWL RUNS'],
    ['Portrait Of A Young Man', 'Young', 'Old', 'Portrait Of An Old Man'],
    ['on a\t\n dog', 'dog', 'owl', 'on an\t\n owl'],
    ['a "red" car', 'red', 'orange', 'an "orange" car'],
    ['he ate a orange cake', 'orange', 'apple', 'he ate an apple cake'],
    ['Sunset. A dog runs', 'dog', 'owl', 'Sunset. An owl runs'],
  ])('%j, %s -> %s: %j', (caption, word, surface, text) => expect(edited(caption, word, surface)).toBe(text))
})

describe('what is no article of the slot stays', () => {
  it.each([
    ['a very red car', 'red', 'orange', 'a very orange car'],
    ['a, dog', 'dog', 'owl', 'a, owl'],
    ['grade A eggs', 'eggs', 'owls', 'grade A owls'],
    ['pizza dog', 'dog', 'owl', 'pizza owl'],
    ['the dog and a cat', 'dog', 'owl', 'the owl and a cat'],
    ["l'a dog", 'dog', 'owl', "l'a owl"],
    ['ä dog', 'dog', 'owl', 'ä owl'],
  ])('%j, %s -> %s: %j', (caption, word, surface, text) => expect(edited(caption, word, surface)).toBe(text))
})

it('says where the new word stands', () => {
  const caption = '🐕 a dog runs'
  const { text, start, end } = edit(caption, slotOf(caption, 'dog'), 'owl')
  expect([text, text.slice(start, end)]).toEqual(['🐕 an owl runs', 'owl'])
})

it('refuses a slot of another caption', () => {
  expect(() => edit('two cats', slotOf('a dog', 'dog'), 'owl')).toThrow(/^The slot 2-5 holds "o c", not "dog"/)
})
