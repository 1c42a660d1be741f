import { type ParquetRowRange, type ParquetScan, parquetScan, parquetSchema, type SchemaTree } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { ColumnType } from '../../schemas/column.ts'
import type { OpenFile } from '../storage/held-file.ts'
import type { FooterKeys } from './footer.ts'
import { columnTypeOf } from './parquet-schema.ts'
import { openParquet } from './parquet-source.ts'

/** What a Parquet file says about itself. */
export interface Footer {
  readonly rows: number
  /** Row groups, in the order of the file. */
  readonly groups: readonly { readonly rows: number; readonly bytes: number }[]
  readonly columns: readonly FileColumn[]
  readonly metadata: FooterKeys
}

/** `type` is null where it is none of ours, such as a timestamp or a map. */
export interface FileColumn {
  readonly name: string
  readonly type: ColumnType | null
  readonly optional: boolean
}

/** Which part of a file to read: all columns and rows where absent. Row numbers from 0, `rowEnd` exclusive. */
export interface Part {
  readonly columns?: readonly string[]
  readonly rowStart?: number
  readonly rowEnd?: number
  /** How the file is opened, where that is not as any other. */
  readonly open?: OpenFile
}

/** Columns by name, as arrays of one length; bytes are Uint8Arrays, int64 are BigInts, what is absent is null. */
export type ColumnArrays = { [name: string]: unknown[] }

/** @throws {Error} naming the file, where it is missing, cut short, or not Parquet. */
export const readFooter = async (path: string, open?: OpenFile): Promise<Footer> => {
  const { metadata, close } = await openParquet(path, open)
  await close()
  return {
    rows: Number(metadata.num_rows),
    groups: metadata.row_groups.map(group => ({ rows: Number(group.num_rows), bytes: Number(group.total_byte_size) })),
    columns: parquetSchema(metadata).children.map(fileColumn),
    metadata: Object.fromEntries(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']) ?? []),
  }
}

/** Reads the part as a whole. @throws {Error} naming the file, and the column where a page is damaged. */
export const readParquet = async (path: string, part: Part = {}): Promise<ColumnArrays> => {
  const names = part.columns ?? (await readFooter(path, part.open)).columns.map(({ name }) => name)
  const whole: ColumnArrays = Object.fromEntries(names.map(name => [name, []]))
  for await (const group of readGroups(path, part)) {
    for (const name of names) for (const value of group[name]!) whole[name]!.push(value)
  }
  return whole
}

/** Reads the part row group by row group; never more than one group is in memory. */
export async function* readGroups(path: string, part: Part = {}): AsyncGenerator<ColumnArrays> {
  const { file, metadata, close } = await openParquet(path, part.open)
  try {
    const present = parquetSchema(metadata).children.map(({ element }) => element.name)
    const columns = [...(part.columns ?? present)]
    const missing = columns.find(name => !present.includes(name))
    if (missing !== undefined) throw new Error(`${path} has no column ${missing}: it has ${present.join(', ')}`)
    const { rowStart = 0, rowEnd = Number.POSITIVE_INFINITY } = part
    const scan = await parquetScan({ file, metadata, columns, rowStart, rowEnd, compressors, utf8: false })
    for (const range of scan.ranges) {
      const group: ColumnArrays = {}
      for (const column of columns) group[column] = await readColumn(path, scan, column, range)
      yield group
    }
  } finally {
    await close()
  }
}

const readColumn = async (path: string, scan: ParquetScan, column: string, range: ParquetRowRange) => {
  const rows = range.rowEnd - range.rowStart
  const where = `${path}, column ${column}, rows ${range.rowStart} to ${range.rowEnd}`
  const values = await scan.readColumn({ column, ...range }).catch(cause => {
    throw new Error(`${where}: a page is damaged: ${cause.message}`, { cause })
  })
  if (values.length !== rows) throw new Error(`${where}: a page is damaged: saw ${values.length} rows`)
  return Array.from(values, withNulls)
}

// hyparquet says undefined for some nulls and null for others.
const withNulls = (value: unknown): unknown => {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map(withNulls)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, withNulls(item)]))
}

const fileColumn = (column: SchemaTree): FileColumn => ({
  name: column.element.name,
  type: columnTypeOf(column),
  optional: column.element.repetition_type === 'OPTIONAL',
})
