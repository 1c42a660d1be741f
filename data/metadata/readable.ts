import { join } from 'node:path'
import { isRemote } from '../storage/address.ts'
import { localPath } from '../storage/local-copy.ts'
import type { ColumnMap } from './column-map.ts'
import { scannedColumns } from './key.ts'
import { mirrorColumns } from './mirror.ts'
import type { SourceFile } from './source.ts'
import { writeTarTable } from './tar-table.ts'

/**
 * The sources as DuckDB can scan them, with the columns that count: in the place of a remote Parquet file its mirror in
 * `folder`, of a remote text table a copy, of a tar its metadata as JSON lines.
 */
export const readableFiles = async (
  files: readonly SourceFile[],
  map: ColumnMap,
  folder: string,
  signal: AbortSignal,
): Promise<SourceFile[]> => {
  const names = scannedColumns(map)
  const readable: SourceFile[] = []
  for (const [at, file] of files.entries()) {
    if (file.kind === 'tar') {
      const path = join(folder, `tar-${at}.jsonl`)
      await writeTarTable(file, names, path, signal)
      const { samples: _, ...rest } = file
      readable.push({ ...rest, kind: 'text', path, columns: names.map(name => ({ name, type: 'text' })) })
    } else if (file.kind === 'parquet' && isRemote(file.path)) {
      const path = join(folder, `mirror-${at}.parquet`)
      await mirrorColumns(file, names, path, signal)
      readable.push({ ...file, path })
    } else if (file.kind === 'text') {
      const here = join(folder, `text-${at}`)
      readable.push({ ...file, path: await localPath(file.path, here, { signal, version: file.version }) })
    } else readable.push(file)
  }
  return readable
}
