import { type ParquetRowRange, parquetScan } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { inFolder } from '../storage/address.ts'
import { openFile } from '../storage/files.ts'
import type { ColumnMap } from './column-map.ts'
import { readPicture } from './picture-folder.ts'
import { roleValue } from './role-value.ts'
import type { ParquetFile, PictureFolder, SourceFile } from './source.ts'
import { readSamples } from './tar-rows.ts'

/** A row of the sources, by `source_file` and `source_row`. */
export interface Position {
  readonly file: number
  readonly row: number
}

/** Columns by role, all of one length. */
export interface SourceBatch {
  readonly [role: string]: readonly unknown[]
}

/**
 * Later columns of planned rows, for re-entry: images, captions, whatever the source holds. In the order of `positions`,
 * a batch for every run of positions in one row group, which is what is read and held at once; pictures by the 64.
 * An image that the source stores as plain binary has the path ''.
 */
export const readSourceRows = async function* (
  files: readonly SourceFile[],
  map: ColumnMap,
  roles: readonly string[],
  positions: readonly Position[],
  signal: AbortSignal,
): AsyncGenerator<SourceBatch, void> {
  const lacking = roles.find(role => !(role in map.columns))
  if (lacking)
    throw new Error(`the sources have no column for ${lacking}; wanted one of ${Object.keys(map.columns).join(', ')}`)
  for (const { file, rows } of runs(positions)) {
    const source = files[file]
    if (!source) throw new Error(`there is no source file ${file}; there are ${files.length}`)
    if (source.kind === 'text')
      throw new Error(`${source.path} is text, from which the plan takes all that there is; wanted ${roles.join(', ')}`)
    if (source.kind === 'images') yield* readPictures(source, roles, rows, signal)
    else if (source.kind === 'tar') yield* readSamples(source, map, roles, rows, signal)
    else yield* readTable(source, map, roles, rows, signal)
  }
}

const picturesAtOnce = 64

const readPictures = async function* (
  folder: PictureFolder,
  roles: readonly string[],
  rows: readonly number[],
  signal: AbortSignal,
) {
  for (let start = 0; start < rows.length; start += picturesAtOnce) {
    const batch = rows.slice(start, start + picturesAtOnce).map(row => folder.pictures[row]!)
    const images = await Promise.all(
      batch.map(async ({ name }) => ({ bytes: await readPicture(inFolder(folder.path, name), signal), path: name })),
    )
    yield Object.fromEntries(roles.map(role => [role, images]))
  }
}

const readTable = async function* (
  { path, version }: ParquetFile,
  map: ColumnMap,
  roles: readonly string[],
  rows: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<SourceBatch> {
  const file = await openFile(path, { signal, version })
  try {
    const slice = async (start: number, end = file.bytes) => (await file.read(start, end - start)).buffer
    const columns = roles.map(role => map.columns[role]!.name)
    const table = await parquetScan({ file: { byteLength: file.bytes, slice }, columns, compressors, utf8: false })
    for (const group of groups(rows, table.ranges)) {
      signal.throwIfAborted()
      const first = Math.min(...group)
      const end = Math.max(...group) + 1
      const batch: { [role: string]: unknown[] } = {}
      for (const role of roles) {
        const { name, type } = map.columns[role]!
        const values = await table.readColumn({ column: name, rowStart: first, rowEnd: end })
        batch[role] = group.map(row => roleValue(role, values[row - first], type))
      }
      yield batch
    }
  } finally {
    await file.close()
  }
}

/** Positions that follow each other in one file. */
const runs = function* (positions: readonly Position[]) {
  for (let start = 0, end = 0; start < positions.length; start = end) {
    const { file } = positions[start]!
    while (positions[end]?.file === file) end++
    yield { file, rows: positions.slice(start, end).map(({ row }) => row) }
  }
}

/** Rows that follow each other in one row group. */
const groups = function* (rows: readonly number[], ranges: readonly ParquetRowRange[]) {
  let group: number[] = []
  let range: ParquetRowRange | undefined
  for (const row of rows) {
    if (!range || row < range.rowStart || row >= range.rowEnd) {
      if (group.length > 0) yield group
      group = []
      range = ranges.find(({ rowStart, rowEnd }) => row >= rowStart && row < rowEnd)
      if (!range) throw new Error(`there is no row ${row}; the file has ${ranges.at(-1)?.rowEnd ?? 0}`)
    }
    group.push(row)
  }
  if (group.length > 0) yield group
}
