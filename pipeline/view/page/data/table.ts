import type { ListedFile } from '../../listing.ts'
import { type Cell, cell } from '../cell.ts'
import { type Footers, openFooters } from './footers.ts'
import { openShard, type Shard } from './shard.ts'
import type { Source } from './source.ts'

/** A file that cannot be shown, and why. */
export interface Fault {
  readonly path: string
  readonly sentence: string
}

/** Shards as one table. */
export interface Table {
  /** Those that are open, in the order of their paths. */
  readonly shards: readonly Shard[]
  readonly faults: readonly Fault[]
  /** Files that are still to be opened. */
  readonly waiting: number
  /** Rows of all open shards. */
  readonly rows: number
}

/** One row of a table. */
export interface RowPlace {
  readonly shard: Shard
  readonly row: number
}

export const emptyTable: Table = { shards: [], faults: [], waiting: 0, rows: 0 }

/** Opened at once; more would only wait for each other. */
const atOnce = 4

/** A table that grows while its files are opened. */
export interface GrowingTable {
  readonly table: Cell<Table>
  /** Opens what is new or changed, and forgets what is gone. */
  show(files: readonly ListedFile[]): Promise<void>
}

export const growTable = (source: Source): GrowingTable => {
  const table = cell<Table>(emptyTable)
  const opened = new Map<string, Shard | Fault>()
  const footers = openFooters()
  let latest: readonly ListedFile[] = []
  const publish = () => table.set(tableOf(latest, opened))
  return {
    table,
    show: async files => {
      latest = files
      const wanted = new Set(files.map(idOf))
      for (const id of opened.keys()) if (!wanted.has(id)) opened.delete(id)
      publish()
      const queue = files.filter(file => !opened.has(idOf(file)))
      const lane = async () => {
        for (let file = queue.shift(); file; file = queue.shift()) {
          opened.set(idOf(file), await openOrFault(source, file, footers))
          publish()
        }
      }
      await Promise.all(Array.from({ length: atOnce }, lane))
    },
  }
}

/** The row at a position of the whole table. */
export const locate = ({ shards }: Pick<Table, 'shards'>, position: number): RowPlace | null => {
  let left = position
  for (const shard of shards) {
    if (left < shard.rows) return { shard, row: left }
    left -= shard.rows
  }
  return null
}

const idOf = ({ path, version }: ListedFile): string => `${version} ${path}`

const openOrFault = async (source: Source, file: ListedFile, footers: Footers): Promise<Shard | Fault> => {
  try {
    return await openShard(source, file, footers)
  } catch (error) {
    return { path: file.path, sentence: error instanceof Error ? error.message : String(error) }
  }
}

const tableOf = (files: readonly ListedFile[], opened: ReadonlyMap<string, Shard | Fault>): Table => {
  const known = files.flatMap(file => opened.get(idOf(file)) ?? [])
  const shards = known.filter(item => 'rows' in item)
  return {
    shards,
    faults: known.filter(item => 'sentence' in item),
    waiting: files.length - known.length,
    rows: shards.reduce((rows, shard) => rows + shard.rows, 0),
  }
}
