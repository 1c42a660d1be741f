import { readFooter, readParquet } from '../../data/shards/reader.ts'
import type { OpenFile } from '../../data/storage/held-file.ts'

/** Values of a row by column. */
export type Values = { readonly [column: string]: unknown }

/** What a row of a file holds, but for its picture, which is not read, and nulls; of the row group that it is in alone. */
export const readRow = async (path: string, row: number, open: OpenFile): Promise<Values> => {
  const footer = await readFooter(path, open)
  const columns = footer.columns.map(({ name }) => name).filter(name => name !== 'image')
  const found = await readParquet(path, { columns, rowStart: row, rowEnd: row + 1, open })
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, [value]]) => (value === null ? [] : [[name, value] as const])),
  )
}

/** The place of a planned row in a file; null where the file does not hold it. No two rows come from one row of a source. */
export const findStored = async (path: string, planned: Values, open: OpenFile): Promise<number | null> => {
  const { source_file, source_row } = await readParquet(path, { columns: ['source_file', 'source_row'], open })
  const row = source_row!.findIndex(
    (value, at) => value === planned.source_row && source_file![at] === planned.source_file,
  )
  return row < 0 ? null : row
}
