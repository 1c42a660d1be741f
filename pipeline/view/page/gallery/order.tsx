import type { Table } from '../data/table.ts'
import { Choice, Options } from './choice.tsx'
import { measuresOf } from './measure.ts'
import type { Query } from './query.ts'

interface OrderProps {
  readonly query: Query
  readonly table: Table
  readonly change: (query: Query) => void
}

/** By which number rows are sorted, and which way. */
export const Order = ({ query, table, change }: OrderProps) => {
  const measures = measuresOf(table.shards)
  if (measures.length === 0) return null
  return (
    <div class="order small">
      {query.sort !== '' && (
        <button type="button" class="button" onClick={() => change({ ...query, descending: !query.descending })}>
          {query.descending ? 'highest first' : 'lowest first'}
        </button>
      )}
      <Choice label="Sort by" value={query.sort} onChoice={sort => change({ ...query, sort })}>
        <Options none="in stored order" of={measures.map(({ name, label }) => ({ name, label: `by ${label}` }))} />
      </Choice>
    </div>
  )
}
