import { join } from 'node:path'
import type { ColumnMap } from './column-map.ts'
import { mirrorColumns } from './mirror.ts'
import { scannedColumns } from './query.ts'
import { isRemote } from './ranged-file.ts'
import type { SourceFile } from './source.ts'

/** The sources as DuckDB can scan them: in the place of a remote file, a mirror in `folder` with the columns that count. */
export const readableFiles = async (
  files: readonly SourceFile[],
  map: ColumnMap,
  folder: string,
  signal: AbortSignal,
): Promise<SourceFile[]> => {
  const readable: SourceFile[] = []
  for (const [at, file] of files.entries()) {
    if (file.kind !== 'parquet' || !isRemote(file.path)) {
      readable.push(file)
      continue
    }
    const path = join(folder, `mirror-${at}.parquet`)
    await mirrorColumns(file, scannedColumns(map), path, signal)
    readable.push({ ...file, path })
  }
  return readable
}
