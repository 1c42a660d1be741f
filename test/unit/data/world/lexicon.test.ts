import { describe, expect, test } from 'vitest'
import { distance } from '../../../../data/world/distance.ts'
import { colours, lexicon, objects, patterns, slotKinds, vocabulary } from '../../../../data/world/lexicon.ts'

const kinds = Object.entries(lexicon)
const families = (words: object) => new Set(Object.values(words).map(({ family }) => family))

describe('the lexicon', () => {
  test('has what the study needs: 12 objects in 4 families, 16 colours, 9 patterns', () => {
    expect(Object.keys(objects).length).toBeGreaterThanOrEqual(12)
    expect(families(objects).size).toBeGreaterThanOrEqual(4)
    expect(Object.keys(colours)).toHaveLength(16)
    expect(Object.keys(patterns).length).toBeGreaterThanOrEqual(9)
  })

  test('has no word of two kinds: a caption cannot be misread', () => {
    expect(new Set(vocabulary.flat()).size).toBe(vocabulary.flat().length)
  })

  test.each(kinds)('offers at least 8 other words for every %s', (_, words) => {
    expect(Object.keys(words).length - 1).toBeGreaterThanOrEqual(8)
  })

  test('offers at least 8 other places after "in" and after "on"', () => {
    for (const preposition of ['in', 'on']) {
      const words = Object.values(lexicon.place).filter(place => place.preposition === preposition)
      expect(words.length - 1, preposition).toBeGreaterThanOrEqual(8)
    }
  })

  test.each(kinds.filter(([kind]) => kind !== 'colour'))('has a near neighbour for every %s', (_, words) => {
    const entries: [string, { look: string; family: string }][] = Object.entries(words)
    const near = ({ look, family }: { look: string; family: string }) =>
      entries.filter(([, other]) => other.look === look || other.family === family).length - 1
    const lonely = entries.filter(([word, entry]) => word !== 'plain' && near(entry) === 0).map(([word]) => word)
    expect(lonely).toEqual([])
  })
})

describe('colours', () => {
  const pairs = Object.entries(colours).flatMap(([a, first], index, all) =>
    all
      .slice(index + 1)
      .map(([b, second]) => ({ a, b, same: first.look === second.look, apart: distance('colour', a, b) })),
  )

  test('of one look are almost alike: within 10 of CIEDE2000', () => {
    const apart = pairs.filter(pair => pair.same && pair.apart > 10.1)
    expect(apart).toEqual([])
    expect(pairs.filter(pair => pair.same).length).toBeGreaterThanOrEqual(9)
  })

  test('of two looks are told apart: beyond 15', () => {
    expect(pairs.filter(pair => !pair.same && pair.apart < 15)).toEqual([])
  })
})

test('kinds of slot are object, colour, pattern, place', () => {
  expect(slotKinds).toEqual(['object', 'colour', 'pattern', 'place'])
})
