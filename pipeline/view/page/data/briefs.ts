import { keepRecent } from './recent.ts'
import { type Brief, briefColumns, briefOf } from './row.ts'
import type { Shard } from './shard.ts'
import type { RowPlace } from './table.ts'

/** Briefs of rows, read by the block: neighbours are wanted next. */
export interface Briefs {
  /** The brief, where it was read before. */
  known(place: RowPlace): Brief | undefined
  read(place: RowPlace): Promise<Brief>
}

/** Rows read at once, where a row group is longer. */
const blockRows = 256
const blocksKept = 200

export const openBriefs = (): Briefs => {
  const reading = keepRecent<Promise<readonly Brief[]>>(blocksKept)
  const done = keepRecent<readonly Brief[]>(blocksKept)
  return {
    known: ({ shard, row }) => {
      const { start } = blockOf(shard, row)
      return done.get(nameOf(shard, start))?.[row - start]
    },
    read: async ({ shard, row }) => {
      const { start, end } = blockOf(shard, row)
      const name = nameOf(shard, start)
      const block = reading.get(name) ?? readBlock(shard, start, end)
      reading.set(name, block, 1)
      const briefs = await block
      done.set(name, briefs, 1)
      return briefs[row - start]!
    },
  }
}

const readBlock = async (shard: Shard, start: number, end: number): Promise<readonly Brief[]> => {
  const rows = await shard.read(briefColumns(shard.columns), start, end)
  return rows.map(briefOf)
}

const blockOf = ({ groupStarts }: Shard, row: number) => {
  const group = groupStarts.findLastIndex(start => start <= row)
  const [first, last] = [groupStarts[group]!, groupStarts[group + 1]!]
  const start = first + Math.floor((row - first) / blockRows) * blockRows
  return { start, end: Math.min(last, start + blockRows) }
}

const nameOf = ({ file }: Shard, start: number): string => `${file.version} ${file.path} ${start}`
