import { expect, test } from 'vitest'
import type { ShardColumn } from '../../../../../pipeline/view/page/data/shard.ts'
import { columnsFor, matches } from '../../../../../pipeline/view/page/gallery/match.ts'
import { measuresOf } from '../../../../../pipeline/view/page/gallery/measure.ts'
import { plainQuery } from '../../../../../pipeline/view/page/gallery/query.ts'

const columns: readonly ShardColumn[] = [
  { name: 'image', kind: 'nested' },
  { name: 'caption', kind: 'text' },
  { name: 'url', kind: 'text' },
  { name: 'aesthetic', kind: 'number' },
  { name: 'hash', kind: 'number' },
  { name: 'slot_pos', kind: 'text' },
  { name: 'prompts', kind: 'nested' },
]
const measures = measuresOf([{ columns }])
const measure = (name: string) => measures.find(measure => measure.name === name)

test('only the columns that count are read, and never the picture', () => {
  const of = (query: object) => columnsFor({ ...plainQuery, ...query }, measures, columns)
  expect(of({ sort: 'aesthetic' })).toEqual(['aesthetic'])
  expect(of({ pos: 'noun' })).toEqual(['slot_pos'])
  expect(of({ text: 'dog' })).toEqual(['caption', 'prompts'])
  expect(of({ sort: 'nearest', measure: 'hash', least: 1 })).toEqual(['hash', 'prompts'])
})

test('in a set of another make every text is searched', () => {
  const foreign: readonly ShardColumn[] = [
    { name: 'label', kind: 'text' },
    { name: 'notes', kind: 'text' },
  ]
  expect(columnsFor({ ...plainQuery, text: 'dog' }, [], foreign)).toEqual(['label', 'notes'])
})

test('all words must stand somewhere, whatever their case', () => {
  const row = { caption: 'A Red car', prompts: [{ text: 'a blue car' }] }
  const has = (text: string) => matches(row, { ...plainQuery, text }, undefined)
  expect([has('red'), has('RED blue'), has('car  a'), has('red green')]).toEqual([true, true, true, false])
})

test('words are found in one text or another, not across two', () => {
  expect(matches({ caption: 'a red', text: 'car' }, { ...plainQuery, text: 'redcar' }, undefined)).toBe(false)
})

test('bounds hold both ends, and a row without the number is out', () => {
  const query = { ...plainQuery, measure: 'aesthetic', least: 1, most: 2 }
  const shown = [0.9, 1, 2, 2.1, null, Number.NaN].map(aesthetic => matches({ aesthetic }, query, measure('aesthetic')))
  expect(shown).toEqual([false, true, true, false, false, false])
})

test('a number of 64 bits is measured too', () => {
  expect(measure('hash')!.valueOf({ hash: -5n })).toBe(-5)
})

test('nearest and farthest are the first and last prompt; a row without prompts has neither', () => {
  const row = { prompts: [{ similarity: 0.9 }, { similarity: 0.5 }] }
  expect(measure('nearest')!.valueOf(row)).toBe(0.9)
  expect(measure('farthest')!.valueOf(row)).toBe(0.5)
  expect(measure('nearest')!.valueOf({ prompts: null })).toBeNull()
})
