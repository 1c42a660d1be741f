import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { lexicon, slotKinds, wordsOf } from '../../../../data/world/lexicon.ts'
import { edited, heldOut, sceneOf, scenesOf } from '../../../../data/world/scene.ts'

const looks = { object: lexicon.object, colour: lexicon.colour, pattern: lexicon.pattern, place: lexicon.place }
const count = 4000

describe('scenes', () => {
  const seen = scenesOf(5, count)
  const held = scenesOf(5, 600, 'held-out')

  test('are the same for the same seed and number, and others for another seed', () => {
    expect(sceneOf(5, 17)).toEqual(sceneOf(5, 17))
    const alike = seen.filter(scene => isDeepStrictEqual({ ...sceneOf(6, scene.id), seed: 5 }, scene))
    expect(alike.length).toBeLessThan(count / 100)
  })

  test('in training have every word of every kind, each at least twenty times', () => {
    for (const kind of slotKinds) {
      const rare = wordsOf(kind).filter(word => seen.filter(scene => scene[kind] === word).length < 20)
      expect(rare, kind).toEqual([])
    }
  })

  test('are held out in 13 to 17 of 100', () => {
    const total = Array.from({ length: count }, (_, id) => heldOut(sceneOf(8, id))).filter(Boolean).length
    expect(total / count).toBeGreaterThan(0.13)
    expect(total / count).toBeLessThan(0.17)
  })

  test('that are held out have a pair of looks that no training scene has', () => {
    const pairsOf = (scene: (typeof seen)[number]) =>
      (['colour', 'pattern', 'place'] as const).map(kind => {
        const entry = looks[kind][scene[kind] as keyof (typeof looks)[typeof kind]] as { look: string }
        return `${lexicon.object[scene.object].look} ${kind} ${entry.look}`
      })
    const known = new Set(scenesOf(9, 10_000).flatMap(pairsOf))
    expect(held.filter(scene => pairsOf(scene).every(pair => known.has(pair)))).toEqual([])
  })
})

describe('an edit', () => {
  const plain = scenesOf(5, 200).find(scene => !scene.saysPattern)!

  test('changes one word and nothing else', () => {
    expect(edited(plain, 'object', 'bus')).toEqual({ ...plain, object: 'bus' })
  })

  test('refuses a word of another kind', () => {
    expect(() => edited(plain, 'object', 'red')).toThrow('the world has no object "red"')
  })

  test('of an unsaid pattern makes the caption say it', () => {
    expect(edited(plain, 'pattern', 'striped')).toEqual({ ...plain, pattern: 'striped', saysPattern: true })
  })
})
