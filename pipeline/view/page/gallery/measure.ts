import type { RawRow, Shard } from '../data/shard.ts'
import { listOf, numberOf, recordOf, textOf } from '../data/value.ts'

/** A number of a row, to sort or to filter by. */
export interface Measure {
  readonly name: string
  readonly label: string
  readonly columns: readonly string[]
  valueOf(row: RawRow): number | null
}

const similarityAt =
  (at: number) =>
  ({ prompts }: RawRow): number | null =>
    numberOf(recordOf(listOf(prompts).at(at)).similarity)

/** Numbers that no column holds by itself. */
const derived: readonly Measure[] = [
  {
    name: 'nearest',
    label: 'similarity of the nearest prompt',
    columns: ['prompts'],
    valueOf: similarityAt(0),
  },
  {
    name: 'farthest',
    label: 'similarity of the farthest prompt',
    columns: ['prompts'],
    valueOf: similarityAt(-1),
  },
  {
    name: 'caption-length',
    label: 'length of the caption',
    columns: ['caption'],
    valueOf: ({ caption }) => textOf(caption)?.length ?? null,
  },
]

/** All that the rows of these shards can be measured by. */
export const measuresOf = (shards: readonly Pick<Shard, 'columns'>[]): readonly Measure[] => {
  const columns = new Map(shards.flatMap(shard => shard.columns.map(({ name, kind }) => [name, kind] as const)))
  const stored = [...columns].filter(([, kind]) => kind === 'number').map(([name]) => columnMeasure(name))
  return [...stored, ...derived.filter(measure => measure.columns.every(name => columns.has(name)))]
}

const columnMeasure = (name: string): Measure => ({
  name,
  label: name.replaceAll('_', ' '),
  columns: [name],
  valueOf: row => numberOf(row[name]),
})
