import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'

/** What a scan may use; nothing of it changes the answer. */
export interface Resources {
  /** One per core where absent. */
  readonly threads?: number
  /** `memoryOf` the threads where absent. */
  readonly memoryBytes?: number
  /** The folder to make for what does not fit into memory, removed afterwards; one of the system's where absent. */
  readonly temporaryFolder?: string
  readonly signal: AbortSignal
}

/** Bytes for DuckDB of so many threads: groups of a million rows fail below that. */
export const memoryOf = (threads: number = availableParallelism()): number => Math.max(2, threads) * 2 ** 30

export interface Database {
  readonly connection: DuckDBConnection
  /** Connections that write small files side by side, for which one thread each is enough. */
  readonly writers: readonly DuckDBConnection[]
  readonly memoryBytes: number
  /** For what does not fit into memory; removed with all that is in it. */
  readonly folder: string
  close(): Promise<void>
}

/** An empty DuckDB whose connections an abort interrupts. Never run a second query while one streams. */
export const openDatabase = async ({ threads, memoryBytes, temporaryFolder, signal }: Resources): Promise<Database> => {
  signal.throwIfAborted()
  // `require` costs half of `import` here: the package has 180 CommonJS files, and import scans each for its exports.
  const { DuckDBInstance } = createRequire(import.meta.url)('@duckdb/node-api') as typeof import('@duckdb/node-api')
  const cores = threads ?? availableParallelism()
  const folder = temporaryFolder ?? (await mkdtemp(join(tmpdir(), 'softpa-scan-')))
  await mkdir(folder, { recursive: true })
  const bytes = memoryBytes ?? memoryOf(cores)
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(cores),
    memory_limit: `${Math.ceil(bytes / 2 ** 20)}MiB`,
    temp_directory: folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // A plan's order is that of a sorted insert.
    preserve_insertion_order: 'true',
    // Every page is read once.
    enable_external_file_cache: 'false',
  })
  const connection = await instance.connect()
  const writers = await Promise.all(Array.from({ length: cores }, () => instance.connect()))
  const connections = [connection, ...writers]
  const interrupt = () => {
    for (const each of connections) each.interrupt()
  }
  signal.addEventListener('abort', interrupt)
  return {
    connection,
    writers,
    memoryBytes: bytes,
    folder,
    close: async () => {
      signal.removeEventListener('abort', interrupt)
      for (const each of connections) each.closeSync()
      instance.closeSync()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
