import { expect, it } from 'vitest'
import { checkRows, type Rows } from '../../../../data/shards/rows.ts'
import { type Columns, column, optional } from '../../../../schemas/column.ts'
import { everyRow, everyType } from './every-type.ts'

const text = { caption: column('utf8', ''), count: optional('int32', '') }

it('answers the number of rows that fit', () => {
  expect(checkRows(everyType, everyRow(17), 0)).toBe(17)
})

const tables: readonly (readonly [string, Rows, string])[] = [
  ['a missing column', { caption: ['a'] }, 'column count is missing from row 2 on'],
  [
    'a column too many',
    { caption: ['a'], count: [1], more: [1] },
    "column more is not one of the file's: caption, count",
  ],
  [
    'columns of unequal length',
    { caption: ['a', 'b'], count: [1] },
    'column count has 1 rows from row 2 on, column caption 2',
  ],
]
it.each(tables)('names the column: %s', (_, rows, message) => {
  expect(() => checkRows(text, rows, 2)).toThrow(message)
})

const nested = optional({ list: { struct: { word: 'utf8', at: { list: 'int64' } } } }, '')
const values: readonly (readonly [string, Columns[string], unknown, string])[] = [
  [
    'a string for an int32',
    optional('int32', ''),
    '3',
    'column v, row 2: saw "3", wanted an integer of 32 bits or null',
  ],
  ['a number beyond int32', optional('int32', ''), 2 ** 31, 'saw 2147483648, wanted an integer of 32 bits'],
  ['a number for an int64', optional('int64', ''), 1, 'saw 1, wanted a BigInt of 64 bits'],
  ['a BigInt too large', optional('int64', ''), 2n ** 63n, 'saw 9223372036854775808n, wanted a BigInt of 64 bits'],
  ['a number beyond float32', optional('float32', ''), 1e39, 'saw 1e+39, wanted a number within float32'],
  ['a BigInt for a float64', optional('float64', ''), 1n, 'saw 1n, wanted a number'],
  ['a number for a bool', optional('bool', ''), 1, 'saw 1, wanted a boolean'],
  ['a string for bytes', optional('binary', ''), 'x', 'saw "x", wanted a Uint8Array'],
  ['undefined', optional('utf8', ''), undefined, 'saw undefined, wanted a string'],
  ['a typed array for a list', optional({ list: 'int32' }, ''), Int32Array.of(1), 'saw a Int32Array, wanted an array'],
  ['a list for a struct', nested, [[1]], 'column v[0], row 2: saw an array of 1, wanted an object with word, at'],
  ['a wrong value deep inside', nested, [{ word: 'a', at: [1n, 2] }], 'column v[0].at[1], row 2: saw 2'],
  ['a struct without a field', nested, [{ word: 'a' }], 'column v[0].at, row 2: saw undefined, wanted an array'],
  ['a field too many', nested, [{ word: 'a', at: null, x: 1 }], 'column v[0].x, row 2: saw 1, wanted no such field'],
]
it.each(values)('names column, row, what was seen and what was wanted: %s', (_, type, value, message) => {
  expect(() => checkRows({ v: type! }, { v: [null, value] }, 1)).toThrow(message)
})
