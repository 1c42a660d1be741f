import { expect, test } from 'vitest'
import {
  formatQuery,
  isPlain,
  parseBound,
  parseQuery,
  plainQuery,
} from '../../../../../pipeline/view/page/gallery/query.ts'

test('a query comes back from its address as it was', () => {
  const query = {
    show: 'rejected',
    text: 'red & “car” #1',
    word: 'dog',
    pos: 'noun',
    relation: 'synonym',
    reason: 'http-404',
    measure: 'aesthetic',
    least: -1.5,
    most: 0,
    sort: 'nearest',
    descending: true,
  } as const
  expect(parseQuery(new URLSearchParams(formatQuery(query).toString()))).toEqual(query)
})

test('the plain query has an empty address, and nonsense in an address is the plain query', () => {
  expect(formatQuery(plainQuery).toString()).toBe('')
  expect(parseQuery(new URLSearchParams('show=what&from=abc&zzz=1'))).toEqual(plainQuery)
})

test('a bound that is not set bounds nothing', () => {
  expect(isPlain({ ...plainQuery, measure: 'aesthetic' })).toBe(true)
  expect(isPlain({ ...plainQuery, measure: 'aesthetic', least: 0 })).toBe(false)
  expect(isPlain({ ...plainQuery, text: '  ' })).toBe(true)
})

test.for([
  ['7.5', 7.5],
  ['7,5', 7.5],
  [' -2 ', -2],
  ['', null],
  ['-', null],
  ['1e999', null],
] as const)('%j is typed as a bound of %j', ([typed, bound]) => {
  expect(parseBound(typed)).toBe(bound)
})
