import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureType } from '../../../../../pipeline/view/page/data/picture-type.ts'
import { slotOf } from '../../../../../pipeline/view/page/data/row.ts'
import { formatRoute, parseRoute } from '../../../../../pipeline/view/page/route.ts'
import { binsOf } from '../../../../../pipeline/view/page/row/bins.ts'
import { changeIn } from '../../../../../pipeline/view/page/row/change.ts'
import { detailOf } from '../../../../../pipeline/view/page/row/detail.ts'
import { layLanes } from '../../../../../pipeline/view/page/row/lanes.ts'
import { rowJson } from '../../../../../pipeline/view/page/row/row-json.ts'
import { scaleOf } from '../../../../../pipeline/view/page/row/scale.ts'

const distances = [0.05, 0.06, 0.07, 0.2, 0.21, 0.3, 0.33, 0.45]

test('levels are drawn equally wide from the nearest on, and the last reaches the farthest', () => {
  const bins = binsOf('levels', distances, 4)
  expect(bins.map(({ from }) => Math.round(from * 1e4))).toEqual([500, 1500, 2500, 3500])
  expect(bins.at(-1)!.to).toBe(0.45)
})

test('quantile bins hold equally many', () => {
  const held = binsOf('quantiles', distances, 4).map(
    ({ from, to }) => distances.filter(d => d >= from && d <= to).length,
  )
  expect(held).toEqual([2, 2, 2, 2])
})

test.for(['spread', 'random', 'something else', null])('%s draws no bins', strategy => {
  expect(binsOf(strategy, distances, 4)).toEqual([])
})

test('a scale begins at the caption, unless all are far from it; then the way there is cut', () => {
  const near = scaleOf([0.02, 0.3], [], 600)
  const far = scaleOf([0.28, 0.3], [], 600)
  expect([near.isBroken, far.isBroken]).toEqual([false, true])
  expect(far.at(0.28) - far.left).toBe(64)
  expect(far.at(0.3)).toBe(far.right)
  expect(near.ticks[0]!.label).toBe('0')
})

test('labels never cover each other, nor stick out', () => {
  const labels = fc.array(
    fc.record({ x: fc.double({ min: 0, max: 600, noNaN: true }), width: fc.integer({ min: 5, max: 200 }) }),
  )
  fc.assert(
    fc.property(labels, given => {
      const sorted = [...given].sort((a, b) => a.x - b.x)
      const laid = layLanes(sorted, 600).map((label, at) => ({ ...label, half: sorted[at]!.width / 2 }))
      for (const [at, a] of laid.entries()) {
        expect(a.x - a.half >= 0 && a.x + a.half <= 600).toBe(true)
        for (const b of laid.slice(at + 1))
          if (a.lane === b.lane) expect(Math.abs(a.x - b.x)).toBeGreaterThanOrEqual(a.half + b.half)
      }
    }),
  )
})

test('chosen are the words of the pool that a prompt has, at its distance', () => {
  const word = (name: string, similarity: number) => ({ word: name, similarity, sources: [], relation: 'predicted' })
  const pool = [word('far', 0.5), word('near', 0.9), word('near', 0.8)]
  const { pool: told } = detailOf({ pool, prompts: [{ ...word('near', 0.8), text: 'a near' }] })
  expect(told.map(({ word, distance, isChosen }) => [word, distance, isChosen])).toEqual([
    ['near', 0.1, false],
    ['near', 0.2, true],
    ['far', 0.5, false],
  ])
})

test('values of any kind make a detail: what does not fit is absent', () => {
  fc.assert(
    fc.property(fc.anything(), value => {
      const columns = ['caption', 'text', 'slot_start', 'slot_end', 'prompts', 'pool', 'similarity_matrix', 'reason']
      const raw = Object.fromEntries(columns.map(name => [name, value]))
      expect(detailOf(raw).prompts).toBeInstanceOf(Array)
    }),
  )
})

test('a slot outside the caption is none', () => {
  const of = (slot_start: number, slot_end: number) => slotOf('a red car', { slot_start, slot_end })
  expect([of(2, 5), of(5, 2), of(-1, 3), of(2, 99), of(2, 2)]).toEqual([{ start: 2, end: 5 }, null, null, null, null])
})

test('what changed in a prompt is found, also where the article before it changed with it', () => {
  const caption = 'a red car'
  expect(changeIn(caption, { start: 2, end: 5 }, 'an orange car', 'orange')).toEqual(['an ', 'orange', ' car'])
  expect(changeIn(caption, { start: 2, end: 5 }, 'something else', 'else')).toEqual(['something else', '', ''])
})

test('a row as JSON says how many bytes a picture has, and keeps every digit of its numbers', () => {
  const json = rowJson({ image: { bytes: new Uint8Array(9) }, small: 7n, large: 2n ** 60n, none: null })
  expect(JSON.parse(json)).toEqual({ image: { bytes: '9 bytes' }, small: 7, large: '1152921504606846976', none: null })
})

test('a picture is known by its first bytes, and SVG is none', () => {
  const typeOf = (...bytes: number[]) => pictureType(Uint8Array.from(bytes))
  const text = (text: string) => pictureType(new TextEncoder().encode(text))
  expect(typeOf(0xff, 0xd8, 0xff, 0xe0)).toBe('image/jpeg')
  expect(typeOf(0x89, 0x50, 0x4e, 0x47)).toBe('image/png')
  expect(text('RIFF....WEBPVP8 ')).toBe('image/webp')
  expect([text('<svg xmlns='), text('<html>'), typeOf()]).toEqual([null, null, null])
})

test('a route comes back from its address, whatever the file is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (path, row) => {
      const route = { page: 'row', path, row } as const
      expect(parseRoute(formatRoute(route))).toEqual(route)
    }),
  )
})

test('an address that is not understood is the gallery', () => {
  for (const hash of ['', '#', '#/nowhere', '#/row/a.parquet/x', '#/row/3', '#/row//-1'])
    expect(parseRoute(hash).page).toBe('gallery')
})
