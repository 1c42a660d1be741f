import { createHash } from 'node:crypto'
import { ByteWriter } from 'hyparquet-writer'
import type { Columns } from '../../schemas/column.ts'
import { writeAtomically } from './atomic.ts'
import type { FooterKeys } from './footer.ts'
import { startParquet, type Written } from './parquet-file.ts'
import { checkRows, type Rows } from './rows.ts'

/**
 * Writes a small Parquet file that only softpa reads, in one row group and one piece, in the caller's own thread: a plan
 * of a few files would spend more on starting a writer thread than on writing. PLAIN and without statistics, because such
 * a file is read whole and once: zstd leaves it no larger, and it costs a third less.
 * @throws {TypeError} as `ParquetFile.append` does, and whatever the disk says; nothing is left behind then
 */
export const writeSmallFile = async (
  path: string,
  columns: Columns,
  rows: Rows,
  footer: FooterKeys,
): Promise<Written> => {
  const count = checkRows(columns, rows, 0)
  const writer = new ByteWriter()
  const parquet = await startParquet(writer, columns, footer)
  const columnData = Object.keys(columns).map(name => ({
    name,
    data: Array.from(rows[name]!),
    encoding: 'PLAIN' as const,
    statistics: false,
  }))
  await parquet.write({ columnData, rowGroupSize: Math.max(1, count) })
  await parquet.finish()
  const bytes = writer.getBytes()
  await writeAtomically(path, bytes)
  return { rows: count, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
