import type { Rows } from '../../../../data/shards/writer.ts'
import { type Columns, column, optional } from '../../../../schemas/column.ts'
import { image } from '../../../../schemas/image.ts'

/** One column of every type, nested as deep as shards may nest. */
export const everyType = {
  key: column('utf8', 'Always there.'),
  image,
  flag: optional('bool', ''),
  small: optional('int32', ''),
  large: optional('int64', ''),
  single: optional('float32', ''),
  double: optional('float64', ''),
  text: optional('utf8', ''),
  raw: optional('binary', ''),
  words: optional({ list: 'utf8' }, ''),
  matrix: optional({ list: { list: 'float32' } }, ''),
  place: optional({ struct: { name: 'utf8', size: { struct: { width: 'int32' } }, tags: { list: 'int64' } } }, ''),
  candidates: optional({ list: { struct: { word: 'utf8', distance: 'float64', spans: { list: 'int32' } } } }, ''),
  pair: optional({ list: { struct: { only: 'bool' } } }, ''),
  absent: optional('utf8', 'Null in every row.'),
} satisfies Columns

const bytes = (...values: number[]) => Uint8Array.from(values)

// Each column meets its corners: null, empty, null inside, extremes, characters of four bytes.
const corners: { readonly [name: string]: readonly unknown[] } = {
  flag: [true, null, false, true, true],
  small: [0, -(2 ** 31), 2 ** 31 - 1, null, 7],
  large: [0n, -(2n ** 63n), 2n ** 63n - 1n, null, 9_007_199_254_740_993n],
  single: [0.5, null, -1.25, Number.NaN, Number.POSITIVE_INFINITY],
  double: [0.1, Number.NaN, null, -0, Number.MAX_VALUE],
  text: ['', 'naïve 🐎', null, 'line\nbreak', '\u0000'],
  raw: [bytes(), bytes(0, 255), null, bytes(1), bytes(2, 3, 4)],
  words: [['a', 'b'], [], null, [null], ['x', null, '']],
  matrix: [[[1, 2], [3]], [[]], null, [null, [null, 0.5]], []],
  place: [
    { name: 'pier', size: { width: 3 }, tags: [1n, 2n] },
    { name: null, size: null, tags: null },
    null,
    { name: 'x', size: { width: null }, tags: [] },
    { name: '', size: { width: 0 }, tags: [null] },
  ],
  candidates: [
    [{ word: 'mandarin', distance: 0.25, spans: [1, 2] }],
    [],
    null,
    [null, { word: null, distance: null, spans: null }],
    [
      { word: 'cat', distance: 1, spans: [] },
      { word: 'dog', distance: 0, spans: [null] },
    ],
  ],
  pair: [[{ only: true }], [{ only: null }], [null], [], null],
  absent: [null],
}

/** `count` rows that visit every corner; pictures come from the caller, others are five bytes that are no picture. */
export const everyRow = (count: number, pictures: readonly Uint8Array[] = [bytes(1, 2, 3, 4, 5)]): Rows => {
  const cycle = (values: readonly unknown[]) => Array.from({ length: count }, (_, row) => values[row % values.length])
  const key = Array.from({ length: count }, (_, row) => `row-${row}`)
  const images = key.map((name, row) => ({ bytes: pictures[row % pictures.length]!, path: `${name}.png` }))
  const others = Object.entries(corners).map(([name, values]) => [name, cycle(values)])
  return { key, image: images, ...Object.fromEntries(others) }
}
