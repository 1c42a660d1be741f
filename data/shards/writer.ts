import { Worker } from 'node:worker_threads'
import type { Columns } from '../../schemas/column.ts'
import { StorageError } from '../storage/storage-error.ts'
import { huggingfaceJson } from './features.ts'
import type { FooterKeys } from './footer.ts'
import type { Written } from './parquet-file.ts'
import { checkRows, copied, moved, parcelRows, type Rows } from './rows.ts'
import type { Call, Reply, Request } from './writer-thread.ts'

export type { Rows, Written }

/** One worker thread that writes any number of files side by side. */
export interface ParquetWriter {
  create(file: NewFile): Promise<ParquetFile>
  /** Abandons the files that are still open and ends the thread. */
  close(): Promise<void>
}

export interface NewFile {
  readonly path: string
  /** Every column is stored, in this order; leave transient ones out. */
  readonly columns: Columns
  /** Footer keys beside `huggingface` and `ARROW:schema`, which follow from the columns. */
  readonly metadata: FooterKeys
  /** Rows per row group, 100 where absent; only the last group may be shorter. */
  readonly groupRows?: number
}

/**
 * A file being written. Await each call before the next one. What failed once fails in every later call, with the
 * system's `code` (`ENOSPC`) and without a trace on the disk.
 */
export interface ParquetFile {
  /**
   * Takes any number of rows: bytes are copied once, the rest is cloned, and the caller's arrays stay its own. With
   * `isGift` bytes are moved and empty afterwards: a copy would leave them to V8's garbage collector, which counts them
   * as if they were its own heap, and goes through all of that again after each hundred pictures.
   * Resolves as soon as less than two row groups of the file wait to be written.
   * @throws {TypeError} naming column, row, what was seen and wanted, where a value does not fit; nothing was taken then
   */
  append(rows: Rows, isGift?: boolean): Promise<void>
  /** Completes the file: footer, sync, final name. */
  finish(): Promise<Written>
  /** Removes what was written so far; does nothing after `finish` or a failure. */
  abandon(): Promise<void>
}

type Ask = (request: Request, transfer?: readonly ArrayBuffer[]) => Promise<Written | null>

/** Starts the thread. Call `close` in the end: the process does not end by itself before. */
export const openParquetWriter = async (): Promise<ParquetWriter> => {
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url))
  const ask = askingOf(worker)
  const open = new Set<ParquetFile>()
  let count = 0
  return {
    async create(newFile) {
      const file = await createFile(ask, count++, newFile, () => open.delete(file))
      open.add(file)
      return file
    },
    async close() {
      try {
        for (const file of open) await file.abandon()
      } finally {
        await worker.terminate()
      }
    },
  }
}

const createFile = async (ask: Ask, file: number, newFile: NewFile, closed: () => void): Promise<ParquetFile> => {
  const { path, columns, metadata, groupRows = 100 } = newFile
  const footer = { ...metadata, ...(await datasetKeys(columns)) }
  const options = { path, columns, footer, groupRows }
  await failingAs(path, ask({ kind: 'create', file, options }))
  let rowCount = 0
  // The request in flight. Waiting for it before the next one is the credit: the thread holds less than two groups.
  let previous: Promise<Written | null> = Promise.resolve(null)
  return {
    async append(rows, isGift = false) {
      const count = checkRows(columns, rows, rowCount)
      for (let start = 0; start < count; start += groupRows) {
        await previous
        const transfer = new Set<ArrayBuffer>()
        const end = Math.min(start + groupRows, count)
        const part = parcelRows(columns, rows, start, end, isGift ? moved : copied, transfer)
        previous = failingAs(path, ask({ kind: 'append', file, rows: part }, [...transfer]))
        previous.catch(() => undefined) // heard by whoever awaits it next
      }
      rowCount += count
    },
    async finish() {
      await previous
      previous = failingAs(path, ask({ kind: 'finish', file }))
      const written = await previous
      closed()
      return written!
    },
    async abandon() {
      await Promise.allSettled([previous])
      await ask({ kind: 'abandon', file })
      closed()
    },
  }
}

const datasetKeys = async (columns: Columns): Promise<FooterKeys> => {
  // apache-arrow takes .15 s to load, and not whoever imports this needs it.
  const { arrowSchemaBase64 } = await import('./arrow-schema.ts')
  return { huggingface: huggingfaceJson(columns), 'ARROW:schema': arrowSchemaBase64(columns) }
}

/** Requests to the thread, each with its answer. After the thread died every request fails. */
const askingOf = (worker: Worker): Ask => {
  const waiting = new Map<number, { resolve(written: Written | null): void; reject(error: Error): void }>()
  let count = 0
  let death: Error | null = null
  const die = (cause: unknown): void => {
    death ??= new Error('the thread that writes Parquet ended: nothing more can be written', { cause })
    for (const { reject } of waiting.values()) reject(death)
    waiting.clear()
  }
  worker.on('error', die)
  worker.on('exit', die)
  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.call)
    waiting.delete(reply.call)
    if ('error' in reply) asked?.reject(Object.assign(reply.error, { code: reply.code }))
    else asked?.resolve(reply.written)
  })
  return (request, transfer = []) =>
    new Promise((resolve, reject) => {
      if (death) return reject(death)
      const call = count++
      waiting.set(call, { resolve, reject })
      worker.postMessage({ call, request } satisfies Call, transfer)
    })
}

const failingAs = async <T>(path: string, answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException
    const sentence = `cannot write ${path}: ${message}`
    throw code === undefined ? new Error(sentence, { cause }) : new StorageError(sentence, code, { cause })
  }
}
