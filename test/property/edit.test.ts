import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Slot } from '../../schemas/slot.ts'
import { edit } from '../../stages/candidates/edit.ts'
import { likeCase } from '../../stages/words/letter-case.ts'

const hostile = fc.constantFrom(
  '',
  ' ',
  '\t',
  '🐕‍🦺',
  'e\u0301',
  'ünï',
  '東京',
  'собака',
  '(',
  '"',
  'A',
  'a',
  'an',
  'AN',
  '7',
  '-',
)
const text = fc
  .array(fc.oneof(hostile, fc.string({ unit: 'grapheme' })), { maxLength: 6 })
  .map(parts => parts.join(' '))
const article = fc.constantFrom('', '', 'a ', 'an ', 'A ', 'An ', 'AN ', 'a\t', 'an  ')
const word = fc.oneof(
  fc.constantFrom('dog', 'owl', 'Orange', 'hour', 'UNICORN'),
  fc.string({ unit: 'grapheme', minLength: 1 }),
)

const cases = fc
  .record({ before: text, article, word, after: text, surface: word })
  .map(({ before, article, word, after, surface }) => {
    const start = before.length + article.length
    const slot: Slot = { word, start, end: start + word.length, pos: 'noun', lemma: word, number: 'singular' }
    return { caption: before + article + word + after, slot, surface }
  })
const withoutArticle = (before: string) => before.replace(/an?(?=[\s"“‘'([]*$)/iu, '')

it('an edit gives the surface back where it says it stands', () => {
  fc.assert(
    fc.property(cases, ({ caption, slot, surface }) => {
      const { text, start, end } = edit(caption, slot, surface)
      expect(text.slice(start, end)).toBe(surface)
    }),
  )
})

it('an edit changes nothing but the slot and an a or an before it', () => {
  fc.assert(
    fc.property(cases, ({ caption, slot, surface }) => {
      const { text, start, end } = edit(caption, slot, surface)
      expect(text.slice(end)).toBe(caption.slice(slot.end))
      expect(withoutArticle(text.slice(0, start))).toBe(withoutArticle(caption.slice(0, slot.start)))
    }),
  )
})

it('an edit back gives the caption back, where its article was right', () => {
  const right = fc.constantFrom('the old dog', 'a dog', 'A dog', 'see an owl', 'An hour', '🐕 a unicorn', 'two owls')
  fc.assert(
    fc.property(right, fc.constantFrom('owl', 'dog', 'hour', 'unicorn'), (caption, surface) => {
      const start = caption.lastIndexOf(' ') + 1
      const word = caption.slice(start)
      const slot: Slot = { word, start, end: caption.length, pos: 'noun', lemma: word, number: 'singular' }
      const there = edit(caption, slot, surface)
      const back = { ...slot, word: surface, start: there.start, end: there.end }
      expect(edit(there.text, back, word).text).toBe(caption)
    }),
  )
})

it('the case of a word, once given, stays', () => {
  fc.assert(
    fc.property(word, word, (source, candidate) => {
      const cased = likeCase(source, candidate)
      expect(likeCase(source, cased)).toBe(cased)
    }),
  )
})
