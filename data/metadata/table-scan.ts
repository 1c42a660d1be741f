import type { DuckDBConnection } from '@duckdb/node-api'
import { openDatabase, type Resources } from './database.ts'
import { type Query, verdicts } from './query.ts'
import type { PlannedBatch, Tally } from './scan.ts'

const batchRows = 2048

/** Streams the answer of a scan query: the rows that passed, and the count of the others. */
export const scanTables = async function* (query: Query, resources: Resources): AsyncGenerator<PlannedBatch, Tally> {
  const tally: Tally = { rows: 0, duplicates: 0, verdicts: new Map() }
  const database = await openDatabase(resources)
  try {
    let batch = emptyBatch(query)
    let lastKey: unknown = null
    resources.signal.throwIfAborted()
    for await (const [verdict, isCopy, ...values] of chunks(database.connection, query)) {
      resources.signal.throwIfAborted()
      for (let row = 0; row < verdict!.length; row++) {
        const key = values[0]![row]
        if (verdict![row] !== verdicts.passed) count(tally, verdict![row] as number)
        else if (isCopy![row] || (query.hasCopies && key === lastKey)) tally.duplicates++
        else {
          for (let column = 0; column < values.length; column++) batch[column]!.push(values[column]![row])
          tally.rows++
        }
        lastKey = key
      }
      if (batch[0]!.length < batchRows) continue
      yield named(query, batch)
      batch = emptyBatch(query)
    }
    if (batch[0]!.length > 0) yield named(query, batch)
    return tally
  } catch (error) {
    // An interrupted query fails with DuckDB's words; the caller knows the abort by its own reason.
    resources.signal.throwIfAborted()
    throw error
  } finally {
    await database.close()
  }
}

/** The columns of every chunk, without the row that ends the scan. */
const chunks = async function* (connection: DuckDBConnection, query: Query): AsyncGenerator<unknown[][]> {
  const result = await connection.stream(query.sql)
  let isWhole = false
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const columns: unknown[][] = chunk.getColumns()
    isWhole = columns[0]!.at(-1) === verdicts.endOfScan
    yield isWhole ? columns.map(column => column.slice(0, -1)) : columns
  }
  if (!isWhole) throw new Error('the scan of the sources ended early, and DuckDB gave no error')
}

const count = (tally: Tally, verdict: number): void => {
  tally.verdicts.set(verdict, (tally.verdicts.get(verdict) ?? 0) + 1)
}

const emptyBatch = ({ columns }: Query): unknown[][] => columns.map(() => [])

// The query casts every column to its role's type.
const named = ({ columns }: Query, values: readonly unknown[][]): PlannedBatch =>
  Object.fromEntries(columns.map((name, index) => [name, values[index]])) as unknown as PlannedBatch
