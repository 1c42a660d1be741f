import type { ShardFiles } from '../../data/shards/layout.ts'
import { type ColumnArrays, readGroups, readParquet } from '../../data/shards/reader.ts'
import type { Reason } from '../../schemas/reasons.ts'
import { rejectColumns } from '../../schemas/shard.ts'
import { bytesHeld, type Item } from '../item.ts'
import { notesOf, type ShardStats } from '../stats.ts'

/** Rejected rows as they are stored, by key. */
export const readRejects = async (
  files: ShardFiles,
): Promise<ReadonlyMap<string, Pick<Item, 'values' | 'rejected'>>> => {
  const rejects = new Map<string, Pick<Item, 'values' | 'rejected'>>()
  for await (const row of rowsOf(files.rejects)) rejects.set(row.key as string, splitReject(row))
  return rejects
}

type Row = { readonly [column: string]: unknown }

const splitReject = (row: Row): Pick<Item, 'values' | 'rejected'> => ({
  values: Object.fromEntries(Object.entries(row).filter(([name]) => name === 'key' || !(name in rejectColumns))),
  rejected: { stage: row.stage as string, reason: row.reason as Reason, detail: (row.detail ?? '') as string },
})

/**
 * Every row of a shard in plan order: those that were tried again as they ended now, all others as they are stored,
 * value for value. The data file is read a row group at a time.
 * @throws where the files do not hold the planned rows in their order
 */
export async function* merge(
  files: ShardFiles,
  before: ShardStats,
  rejects: Awaited<ReturnType<typeof readRejects>>,
  tried: ReadonlyMap<number, Item>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Item> {
  const { key: keys } = await readParquet(files.plan, { columns: ['key'] })
  const stored = rowsOf(files.data)
  try {
    for (const [index, key] of (keys as string[]).entries()) {
      const again = tried.get(index)
      if (again) yield again
      else {
        const row = rejects.get(key) ?? { values: await nextGood(stored, key, files.data) }
        onBytes(bytesHeld(row.values))
        yield { index, key, notes: notesOf(before, index), ...row }
      }
    }
  } finally {
    await stored.return(undefined)
  }
}

const nextGood = async (stored: AsyncGenerator<Row>, key: string, path: string): Promise<Row> => {
  const { value } = await stored.next()
  if (value?.key === key) return value
  throw new Error(`${path} has row ${value?.key ?? 'none'} where the plan has ${key}: look with softpa verify`)
}

async function* rowsOf(path: string): AsyncGenerator<Row, undefined> {
  for await (const group of readGroups(path)) yield* rows(group)
}

const rows = (group: ColumnArrays): Row[] =>
  Object.values(group)[0]!.map((_, at) =>
    Object.fromEntries(Object.entries(group).map(([name, values]) => [name, values[at]])),
  )
