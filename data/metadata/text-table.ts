import { openFile, sha256Of } from '../storage/files.ts'
import { localPath } from '../storage/local-copy.ts'
import { StorageError } from '../storage/storage-error.ts'
import { openDatabase } from './database.ts'
import type { SourceColumn } from './footer.ts'
import { identifier, sourceLiteral } from './literal.ts'
import { SourceError } from './source-error.ts'

// CSV, TSV and JSON lines: tables without types and without a footer. DuckDB reads them, every value as text.

const endings = /\.(csv|tsv|jsonl|ndjson)(\.gz)?$/i

export const isTextTable = (path: string): boolean => endings.test(path)

/** What one pass over a table tells: its rows, its columns (all of type `text`), and sha256 over its bytes. */
export interface TextTable {
  readonly bytes: number
  readonly version: string | null
  readonly rows: number
  readonly columns: readonly SourceColumn[]
  readonly fingerprint: string
}

/** @throws SourceError where it does not read as what its name says. */
export const openTextTable = async (path: string, signal: AbortSignal): Promise<TextTable> => {
  const file = await openFile(path, { signal })
  const { bytes, version } = file
  const fingerprint = await sha256Of(file, signal).finally(() => file.close())
  const database = await openDatabase({ signal })
  try {
    const here = await localPath(path, database.folder, { signal, version })
    const described = await database.connection.runAndReadAll(`DESCRIBE SELECT * FROM ${sniffed(here)}`)
    const columns = described.getRows().map(([name]) => ({ name: String(name), type: 'text' }))
    const counted = await database.connection.runAndReadAll(`SELECT count(*) FROM ${textTableSql(here, columns)}`)
    return { bytes, version, rows: Number(counted.getRows()[0]![0]), columns, fingerprint }
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof StorageError) throw cause
    const [said] = (cause as Error).message.split('\n')
    throw new SourceError(
      `${path} does not read as ${kindOf(path)}: ${said}; mend the file, or convert it to Parquet.`,
      {
        cause,
      },
    )
  } finally {
    await database.close()
  }
}

/** The table as SQL reads it: every column a VARCHAR, what is absent or empty null. */
export const textTableSql = (path: string, columns: readonly SourceColumn[]): string => {
  if (!isJson(path)) return sniffed(path)
  const types = columns.map(({ name }) => `${identifier(name)}: 'VARCHAR'`)
  return `read_json(${sourceLiteral(path)}, format = 'newline_delimited', columns = {${types.join(', ')}})`
}

const sniffed = (path: string): string =>
  isJson(path)
    ? `read_json(${sourceLiteral(path)}, format = 'newline_delimited', sample_size = -1, maximum_depth = 1)`
    : `read_csv(${sourceLiteral(path)}, header = true, all_varchar = true, sample_size = -1)`

const isJson = (path: string): boolean => /\.(jsonl|ndjson)(\.gz)?$/i.test(path)

const kindOf = (path: string): string => (isJson(path) ? 'JSON lines' : 'CSV with a header')
