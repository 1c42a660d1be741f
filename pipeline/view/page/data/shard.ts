import {
  type AsyncBuffer,
  type ColumnChunk,
  type FileMetaData,
  parquetReadObjects,
  parquetSchema,
  readOffsetIndex,
  type SchemaTree,
} from 'hyparquet'
import type { ListedFile } from '../../listing.ts'
import { compressors } from './compressors.ts'
import { bufferOf, type Footers } from './footers.ts'
import { findPictures, type PictureColumn } from './picture-column.ts'
import type { Source } from './source.ts'

/** A row as the file has it: nothing about its values is certain. */
export type RawRow = { readonly [column: string]: unknown }

/** A column at the top of the schema; `nested` is a list, a struct, or nothing of the others. */
export interface ShardColumn {
  readonly name: string
  readonly kind: 'text' | 'number' | 'nested'
}

/** A Parquet file that can be read. Rows are numbered from 0. */
export interface Shard {
  readonly file: ListedFile
  readonly rows: number
  readonly columns: readonly ShardColumn[]
  /** Where the pictures are; null where there are none. */
  readonly pictures: PictureColumn | null
  /** First row of each row group, and the number of all rows behind the last. */
  readonly groupStarts: readonly number[]
  /** Keys and values of the footer. */
  readonly footer: { readonly [key: string]: string }
  /** Rows of a range, only these columns. */
  read(columns: readonly string[], start: number, end: number): Promise<readonly RawRow[]>
  /** The rows that come with this row when its picture is read: those of one page, or of the row group. */
  pageOf(row: number): Promise<{ readonly start: number; readonly end: number }>
}

/** @throws Error in one sentence, where the file cannot be read as Parquet */
export const openShard = async (source: Source, file: ListedFile, footers: Footers): Promise<Shard> =>
  source.open ? await source.open(file) : await openParquet(source, file, footers)

const openParquet = async (source: Source, file: ListedFile, footers: Footers): Promise<Shard> => {
  const buffer = bufferOf(source, file)
  const footer = () => footers.of(file, buffer)
  const metadata = await footer()
  const schema = parquetSchema(metadata)
  const columns = schema.children.map(child => ({ name: child.element.name, kind: kindOf(child) }))
  const names = columns.map(({ name }) => name)
  const pictures = findPictures(schema)
  const groupStarts = startsOf(metadata)
  return {
    file,
    rows: groupStarts.at(-1)!,
    columns,
    pictures,
    groupStarts,
    footer: Object.fromEntries(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? '']) ?? []),
    read: async (wanted, rowStart, rowEnd) =>
      await parquetReadObjects({
        file: buffer,
        metadata: await footer(),
        columns: names.filter(name => wanted.includes(name)),
        rowStart,
        rowEnd,
        compressors,
        // Pictures are bytes; what is declared as text comes as text all the same.
        utf8: false,
        // Pages of a long column are read apart; what is short is cheaper to read whole than to look up.
        useOffsetIndex: wanted.includes(pictures?.name ?? '') || longestGroup(groupStarts) > longGroup,
      }),
    pageOf: memoised(groupStarts, async group => {
      const chunk = pictures && chunkOf(await footer(), group, pictures.leaf)
      const starts = chunk ? await pageStarts(buffer, chunk) : [0]
      const begin = groupStarts[group]!
      return [...starts.map(start => begin + start), groupStarts[group + 1]!]
    }),
  }
}

const longGroup = 2000

const longestGroup = (starts: readonly number[]): number =>
  starts.reduce((most, start, at) => Math.max(most, start - (starts[at - 1] ?? 0)), 0)

const numberTypes: readonly unknown[] = ['INT32', 'INT64', 'FLOAT', 'DOUBLE']

const kindOf = ({ element, children }: SchemaTree): ShardColumn['kind'] => {
  if (children.length > 0 || element.repetition_type === 'REPEATED') return 'nested'
  if (element.converted_type === 'UTF8' || element.logical_type?.type === 'STRING') return 'text'
  return numberTypes.includes(element.type) ? 'number' : 'nested'
}

const startsOf = ({ row_groups }: FileMetaData): number[] => {
  const starts = [0]
  for (const { num_rows } of row_groups) starts.push(starts.at(-1)! + Number(num_rows))
  return starts
}

const chunkOf = (metadata: FileMetaData, group: number, leaf: string): ColumnChunk | undefined =>
  metadata.row_groups[group]?.columns.find(({ meta_data }) => meta_data?.path_in_schema.join('.') === leaf)

/** First rows of a chunk's pages, within its group; the group is one page where the file has no index. */
const pageStarts = async (buffer: AsyncBuffer, chunk: ColumnChunk): Promise<readonly number[]> => {
  const { offset_index_offset: offset, offset_index_length: length } = chunk
  if (!offset || !length) return [0]
  const bytes = await buffer.slice(Number(offset), Number(offset) + length)
  const { page_locations } = readOffsetIndex({ view: new DataView(bytes), offset: 0 })
  return page_locations.map(({ first_row_index }) => Number(first_row_index))
}

/** Finds the page of a row; the edges of a group's pages are read once. */
const memoised = (groupStarts: readonly number[], edgesOf: (group: number) => Promise<readonly number[]>) => {
  const known = new Map<number, Promise<readonly number[]>>()
  return async (row: number) => {
    const group = groupStarts.findLastIndex(start => start <= row)
    const edges = known.get(group) ?? edgesOf(group)
    known.set(group, edges)
    const found = await edges
    const page = found.findLastIndex(start => start <= row)
    return { start: found[page]!, end: found[page + 1]! }
  }
}
