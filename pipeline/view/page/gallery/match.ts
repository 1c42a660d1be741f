import type { RawRow, ShardColumn } from '../data/shard.ts'
import { listOf, recordOf, textOf } from '../data/value.ts'
import type { Measure } from './measure.ts'
import { isFiltered, type Query } from './query.ts'

/** Columns of text that are searched; in a set that is not ours, all of them. */
const searched = ['caption', 'text', 'detail']

/** The columns that have to be read to tell which rows match. */
export const columnsFor = (query: Query, measures: readonly Measure[], columns: readonly ShardColumn[]): string[] => {
  const needed = [
    ...(words(query.text).length > 0 ? [...searchedIn(columns), 'prompts'] : []),
    ...(query.word.trim() ? ['slot_word', 'slot_lemma'] : []),
    ...(query.pos ? ['slot_pos'] : []),
    ...(query.relation ? ['prompts'] : []),
    ...(query.reason ? ['reason'] : []),
    ...measures.filter(({ name }) => name === query.measure || name === query.sort).flatMap(measure => measure.columns),
  ]
  return columns.map(({ name }) => name).filter(name => needed.includes(name))
}

/** Whether a row is shown; its columns are those of `columnsFor`. */
export const matches = (row: RawRow, query: Query, measure: Measure | undefined): boolean =>
  !isFiltered(query) ||
  (containsAll(row, words(query.text)) &&
    isWord(row, query.word.trim().toLowerCase()) &&
    (query.pos === '' || row.slot_pos === query.pos) &&
    (query.reason === '' || row.reason === query.reason) &&
    (query.relation === '' || listOf(row.prompts).some(prompt => recordOf(prompt).relation === query.relation)) &&
    isWithin(measure?.valueOf(row) ?? null, query))

const words = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean)

const searchedIn = (columns: readonly ShardColumn[]): string[] => {
  const texts = columns.filter(({ kind }) => kind === 'text').map(({ name }) => name)
  const own = texts.filter(name => searched.includes(name))
  return own.length > 0 ? own : texts
}

const containsAll = (row: RawRow, wanted: readonly string[]): boolean => {
  if (wanted.length === 0) return true
  const texts = [...Object.values(row), ...listOf(row.prompts).map(prompt => recordOf(prompt).text)]
  const all = texts
    .map(textOf)
    .filter(text => text !== null)
    .join('\n')
    .toLowerCase()
  return wanted.every(word => all.includes(word))
}

const isWord = ({ slot_word, slot_lemma }: RawRow, wanted: string): boolean =>
  wanted === '' || [slot_word, slot_lemma].some(word => textOf(word)?.toLowerCase() === wanted)

const isWithin = (value: number | null, { measure, least, most }: Query): boolean => {
  if (measure === '' || (least === null && most === null)) return true
  return value !== null && value >= (least ?? Number.NEGATIVE_INFINITY) && value <= (most ?? Number.POSITIVE_INFINITY)
}
