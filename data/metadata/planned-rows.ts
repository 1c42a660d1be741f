import pLimit from 'p-limit'
import type { Database } from './database.ts'
import { type Parts, tableOf } from './planned-parts.ts'
import { copyRanges, type PlannedFile, type Range } from './planned-table.ts'

/** Writes a file of planned rows; answers its sha256. Files that are asked for in plan order are written at the same time. */
export type WritePlanned = (file: PlannedFile) => Promise<string>

/** A part's table is made when its first row is asked for, and dropped when all of its rows have been written. */
export const openPlanned = (database: Database, parts: Parts, columns: readonly string[]): WritePlanned => {
  const idle = [...database.writers]
  const lane = pLimit(idle.length)
  const loads = new Map<number, Promise<void>>()
  const left = [...parts.rows]
  const load = (part: number): Promise<void> => {
    const loading = loads.get(part) ?? parts.load(part)
    loads.set(part, loading)
    return loading
  }
  const leave = async (part: number, count: number): Promise<void> => {
    left[part]! -= count
    if (left[part] !== 0) return
    left[part] = parts.rows[part]!
    loads.delete(part)
    await parts.drop(part)
  }
  return async file => {
    const pieces = piecesOf(parts.rows, file)
    for (const { part } of pieces) await load(part)
    const digest = await lane(async () => {
      const writer = idle.pop()!
      return copyRanges(writer, pieces, columns, file, database.folder).finally(() => idle.push(writer))
    })
    for (const { part, count } of pieces) await leave(part, count)
    return digest
  }
}

/** Which rows of which parts planned rows `first` to `first + count` are. */
const piecesOf = (rows: readonly number[], { first, count }: PlannedFile): (Range & { readonly part: number })[] => {
  let before = 0
  return rows.flatMap((size, part) => {
    const from = Math.max(first - before, 0)
    const to = Math.min(first + count - before, size)
    before += size
    return from < to ? [{ part, table: tableOf(part), first: from, count: to - from }] : []
  })
}
