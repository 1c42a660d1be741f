import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { ciede2000, labOf } from '../../../../data/world/colour-difference.ts'
import { colours, wordsOf } from '../../../../data/world/lexicon.ts'
import { maskOf, pixelsOf, render } from '../../../../data/world/render.ts'
import { edited, type Scene, scenesOf } from '../../../../data/world/scene.ts'

const side = 64
const share = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0) / 255 / mask.length

/** The middle of what a channel holds where the mask is set. */
const median = (pixels: Uint8Array, mask: Uint8Array, channel: number): number => {
  const inside = [...mask.keys()].filter(pixel => mask[pixel]).map(pixel => pixels[3 * pixel + channel]!)
  return inside.sort((a, b) => a - b)[inside.length >> 1]!
}
const hex = (channels: readonly number[]) => `#${channels.map(value => value.toString(16).padStart(2, '0')).join('')}`

describe('a picture', () => {
  const scene = scenesOf(2, 1)[0]!

  test('is a PNG of the wanted side without alpha, the same each time', async () => {
    const [first, again] = await Promise.all([render(scene), render(scene)])
    expect(await sharp(first).metadata()).toMatchObject({ format: 'png', width: 256, height: 256, channels: 3 })
    expect(first.equals(again)).toBe(true)
    expect(await sharp(await render(scene, 64)).metadata()).toMatchObject({ width: 64, height: 64 })
  })

  test('shows a plain thing in its colour, whatever the light', async () => {
    const plain = scenesOf(2, 400)
      .filter(each => each.pattern === 'plain')
      .slice(0, 60)
    const strays: string[] = []
    for (const each of plain) {
      const [pixels, mask] = [await pixelsOf(each, side), await maskOf(each, 'colour', 'red', side)]
      const seen = labOf(hex([0, 1, 2].map(channel => median(pixels, mask, channel))))
      const nearest = wordsOf('colour').sort(
        (a, b) => ciede2000(seen, labOf(colours[a].srgb)) - ciede2000(seen, labOf(colours[b].srgb)),
      )[0]!
      if (colours[nearest].look !== colours[each.colour].look) strays.push(`${each.colour} looks ${nearest}`)
    }
    expect(strays).toEqual([])
  })

  test.each(['object', 'colour', 'pattern', 'place'] as const)('changes with every %s', async slot => {
    const said: Scene = { ...scene, saysPattern: true }
    const pictures = await Promise.all(wordsOf(slot).map(word => pixelsOf(edited(said, slot, word), side)))
    expect(new Set(pictures.map(pixels => pixels.toString('base64'))).size).toBe(pictures.length)
  })
})

describe('a mask', () => {
  const scene: Scene = { ...scenesOf(2, 1)[0]!, object: 'cup', colour: 'red', pattern: 'plain', size: 'medium' }

  test('of a colour is the painted part, of an object all of both, of a place the rest', async () => {
    const [colour, object, place] = await Promise.all([
      maskOf(scene, 'colour', 'blue', side),
      maskOf(scene, 'object', 'sofa', side),
      maskOf(scene, 'place', 'road', side),
    ])
    expect(share(colour!)).toBeGreaterThan(0.1)
    expect(share(colour!)).toBeLessThan(share(object!))
    expect(share(place!)).toBeGreaterThan(0.6)
    expect(share(place!)).toBeLessThan(0.95)
  })

  test('of an object is the same in both directions', async () => {
    const there = await maskOf(scene, 'object', 'sofa', side)
    const back = await maskOf(edited(scene, 'object', 'sofa'), 'object', 'cup', side)
    expect(there.equals(back)).toBe(true)
  })

  test('of a colour hardly holds a pixel that red and blue leave alone', async () => {
    const [before, after] = [await pixelsOf(scene, side), await pixelsOf(edited(scene, 'colour', 'blue'), side)]
    const mask = await maskOf(scene, 'colour', 'blue', side)
    const inside = [...mask.keys()].filter(pixel => mask[pixel])
    const changed = inside.filter(pixel => [0, 1, 2].some(c => before[3 * pixel + c] !== after[3 * pixel + c]))
    expect(changed.length / inside.length).toBeGreaterThan(0.98)
  })
})
