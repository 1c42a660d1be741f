import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pLimit from 'p-limit'
import { land, landingPath } from '../storage/local-copy.ts'
import type { Database } from './database.ts'
import { type Parts, tableOf } from './planned-parts.ts'
import { copyRanges, type PlannedFile, type Range } from './planned-table.ts'

export interface PlannedRows {
  /** Writes a file, whole or not at all; answers its sha256. Files that are asked for in plan order are written at the same time. */
  write(file: PlannedFile): Promise<string>
  /** Resolves when nothing is under way any more. */
  rest(): Promise<void>
}

/** A part's table is made while the one before it is written, and dropped when all of its rows have been written. */
export const openPlanned = (database: Database, parts: Parts, columns: readonly string[]): PlannedRows => {
  const idle = [...database.writers]
  const lane = pLimit(idle.length)
  const loads = new Map<number, Promise<void>>()
  const left = [...parts.rows]
  const load = (part: number): Promise<void> => {
    const loading = loads.get(part) ?? parts.load(part)
    loads.set(part, loading)
    // Nobody may wait for it yet; who does will hear.
    loading.catch(() => {})
    return loading
  }
  const leave = async (part: number, count: number): Promise<void> => {
    left[part]! -= count
    if (left[part] !== 0) return
    left[part] = parts.rows[part]!
    loads.delete(part)
    await parts.drop(part)
  }
  const copy = (pieces: readonly Range[], landing: string, { footer }: PlannedFile): Promise<void> =>
    lane(() => {
      const writer = idle.pop()!
      return copyRanges(writer, pieces, columns, landing, footer).finally(() => idle.push(writer))
    })
  return {
    write: async file => {
      const pieces = piecesOf(parts.rows, file)
      for (const { part } of pieces) await load(part)
      const next = parts.rows.findIndex((rows, part) => rows > 0 && part > pieces.at(-1)!.part)
      if (next >= 0) load(next)
      const landing = await landingPath(file.path, database.folder)
      await copy(pieces, landing, file)
      for (const { part, count } of pieces) await leave(part, count)
      // Other files are on their way while this one waits for the disk.
      const sha256 = createHash('sha256').update(await readFile(landing))
      await land(landing, file.path)
      return sha256.digest('hex')
    },
    rest: async () => {
      await Promise.allSettled(loads.values())
    },
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
