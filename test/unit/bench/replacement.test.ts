import { describe, expect, it } from 'vitest'
import type { Slot } from '../../../schemas/slot.ts'
import { countReplacements } from '../../bench/prompts/replacement.ts'

const caption = 'A cat sits on a fire hydrant.'
const slotAt = (start: number, end: number): Slot => ({
  word: caption.slice(start, end),
  start,
  end,
  pos: 'noun',
  lemma: caption.slice(start, end),
  number: 'singular',
})
const slots = [slotAt(2, 5), slotAt(16, 28)]
const count = (...texts: string[]) => countReplacements(caption, texts, slots)

describe('a replacement', () => {
  it.each([
    ['of a noun', 'A dog sits on a fire hydrant.'],
    ['by a compound', 'A polar bear sits on a fire hydrant.'],
    ['by a compound that ends with the word', 'A big cat sits on a fire hydrant.'],
    ['by a compound that begins with the word', 'A cat flap sits on a fire hydrant.'],
    ['of a compound', 'A cat sits on a car.'],
    ['of a compound by its own head', 'A cat sits on a hydrant.'],
    ['that the article follows', 'An ape sits on a fire hydrant.'],
    ['in a text in lower case with other spaces', 'a dog sits on a fire hydrant .'],
  ])('%s counts, and is in a slot', (_, text) => {
    expect(count(text)).toEqual({ replacements: 1, inSlots: 1 })
  })

  it('of another word counts, and is in no slot', () => {
    expect(count('A cat stands on a fire hydrant.')).toEqual({ replacements: 1, inSlots: 0 })
  })

  it.each([
    ['nothing but the case', 'a CAT sits on a fire hydrant'],
    ['the article alone', 'An cat sits on a fire hydrant.'],
    ['a word to a number', 'A 7 sits on a fire hydrant.'],
    ['the whole text to nothing', ''],
  ])('that changes %s does not count', (_, text) => {
    expect(count(text)).toEqual({ replacements: 0, inSlots: 0 })
  })

  it('counts once, however often it is made', () => {
    const text = 'A dog sits on a fire hydrant.'
    expect(count(text, text, text.toLowerCase())).toEqual({ replacements: 1, inSlots: 1 })
  })
})
