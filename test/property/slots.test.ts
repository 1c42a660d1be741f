import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { openFinder } from '../../stages/mask/finder.ts'
import type { FindSlots } from '../../stages/mask/slots.ts'

let find: FindSlots
let fresh: FindSlots
beforeAll(async () => {
  find = (await openFinder()).findSlots
  fresh = (await openFinder()).findSlots
})

const words = fc.constantFrom(
  ...'a an the two black white dog dogs fire hydrant hot living room water people of on and riding building'.split(' '),
)
const oddities = fc.constantFrom(
  ...[
    '🐕‍🦺',
    '👩🏽‍🎨',
    'cafe\u0301',
    'naïve',
    'İstanbul',
    '犬',
    'собака',
    'كلب',
    '2004',
    '3d',
    'x-y',
    ':D',
    '“',
    '”',
    '’s',
    "n't",
    'a.b.',
    '\u200b',
    '\ud800',
  ],
)
const blanks = fc.constantFrom(' ', '  ', '\t', '\n', '\u00a0', ', ', '. ', '-', '')
const caption = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 4, arbitrary: words }, oddities, fc.string({ unit: 'grapheme', maxLength: 4 })),
      blanks,
    ),
    {
      maxLength: 512,
    },
  )
  .map(parts => parts.flat().join(''))

it('every slot is where the caption has it, in order, and none overlaps another', () => {
  fc.assert(
    fc.property(caption, text => {
      let end = 0
      for (const slot of find(text)) {
        expect(text.slice(slot.start, slot.end)).toBe(slot.word)
        expect(slot.start).toBeGreaterThanOrEqual(end)
        expect(slot.end).toBeGreaterThan(slot.start)
        end = slot.end
      }
    }),
  )
})

it('slots begin and end with letters', () => {
  fc.assert(
    fc.property(caption, text => {
      for (const { word } of find(text)) expect(word).toMatch(/^\p{L}(?:.*[\p{L}\p{M}])?$/su)
    }),
  )
})

it('slots do not depend on the captions read before', () => {
  fc.assert(
    fc.property(fc.array(caption, { minLength: 2, maxLength: 5 }), texts => {
      const forwards = texts.map(find)
      expect(texts.toReversed().map(fresh).toReversed()).toEqual(forwards)
    }),
  )
})

it('a noun says how many it speaks of, an adjective does not', () => {
  fc.assert(
    fc.property(caption, text => {
      for (const { pos, number } of find(text)) expect(number === null).toBe(pos === 'adjective')
    }),
  )
})
