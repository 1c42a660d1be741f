import { describe, expect, test } from 'vitest'
import { captionOf, parseCaption, replacements, slotsOf } from '../../../../data/world/caption.ts'
import { edited, scenesOf } from '../../../../data/world/scene.ts'

const scenes = scenesOf(3, 2000)

describe('captions', () => {
  test('come in many wordings, of 5 to 14 words', () => {
    const frames = new Set(
      scenes.map(scene =>
        slotsOf(scene).reduceRight(
          (text, { start, end }) => `${text.slice(0, start)}_${text.slice(end)}`,
          captionOf(scene),
        ),
      ),
    )
    expect(frames.size).toBeGreaterThan(40)
    const lengths = scenes.map(scene => captionOf(scene).split(' ').length)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(14)
  })

  test('say "an" before a vowel and nowhere else', () => {
    const text = scenes.map(captionOf).join('\n')
    expect(text.match(/\ba [aeiou]|\ban [^aeiou]/g)).toBeNull()
    expect(text).toMatch(/\ban (orange|emerald)\b/)
  })

  test('never count what cannot be counted: no "a snow"', () => {
    expect(scenes.map(captionOf).filter(text => /\ba (snow|frost|grass)\b/.test(text))).toEqual([])
  })

  test('leave plain things without a pattern in more than half of all cases', () => {
    const plain = scenes.filter(scene => scene.pattern === 'plain')
    const silent = plain.filter(scene => !captionOf(scene).includes('plain'))
    expect(silent.length / plain.length).toBeGreaterThan(0.5)
    expect(silent.length).toBeLessThan(plain.length)
  })
})

describe('reading a caption', () => {
  test('takes other wordings and other letters', () => {
    expect(parseCaption('A Mug, scarlet and spotty; on some desk.')).toEqual({
      object: 'mug',
      colour: 'scarlet',
      pattern: 'spotty',
      place: 'desk',
    })
  })

  test.each([
    ['two colours', 'a red blue car on a road'],
    ['two objects', 'a red car and a dog on a road'],
    ['no place', 'a red car'],
    ['no colour', 'a car on a road'],
    ['nothing', ''],
  ])('answers null to %s', (_, text) => {
    expect(parseCaption(text)).toBeNull()
  })
})

describe('replacements', () => {
  const scene = scenes.find(each => each.place === 'road')!

  test('are all other words of the kind', () => {
    expect(replacements(scene, 'colour')).toHaveLength(15)
    expect(replacements(scene, 'colour')).not.toContain(scene.colour)
  })

  test('keep the preposition of a place', () => {
    expect(replacements(scene, 'place')).toContain('beach')
    expect(replacements(scene, 'place')).not.toContain('park')
  })
})

test('a place edit brings its own preposition', () => {
  const scene = scenes.find(each => each.place === 'road')!
  expect(captionOf(edited(scene, 'place', 'snow'))).toMatch(/in the snow$/)
})
