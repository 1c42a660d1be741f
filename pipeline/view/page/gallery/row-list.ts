import { locate, type RowPlace, type Table } from '../data/table.ts'

/** Rows in the order in which a gallery shows them. */
export interface RowList {
  readonly length: number
  at(position: number): RowPlace | null
  /** Null where the list does not hold the row. */
  positionOf(path: string, row: number): number | null
}

/** Every row of a table. */
export const allRows = (table: Table): RowList => ({
  length: table.rows,
  at: position => locate(table, position),
  positionOf: (path, row) => {
    let before = 0
    for (const shard of table.shards) {
      if (shard.file.path === path) return row < shard.rows ? before + row : null
      before += shard.rows
    }
    return null
  },
})

/** The rows of a search. */
export const foundRows = (places: readonly RowPlace[]): RowList => ({
  length: places.length,
  at: position => places[position] ?? null,
  positionOf: (path, row) => {
    const position = places.findIndex(place => place.row === row && place.shard.file.path === path)
    return position < 0 ? null : position
  },
})
