import { parentPort } from 'node:worker_threads'
import {
  abandonFile,
  appendRows,
  type FileOptions,
  finishFile,
  type OpenFile,
  startFile,
  type Written,
} from './parquet-file.ts'
import type { Rows } from './rows.ts'

/** What the thread is asked. It never gets two requests for one file at once. */
export type Request =
  | { readonly kind: 'create'; readonly file: number; readonly options: FileOptions }
  | { readonly kind: 'append'; readonly file: number; readonly rows: Rows }
  | { readonly kind: 'finish'; readonly file: number }
  | { readonly kind: 'abandon'; readonly file: number }

/** A request under a number that its reply repeats. */
export interface Call {
  readonly call: number
  readonly request: Request
}

/** What it answers; `code` is the system's (`ENOSPC`), which an Error loses between threads. */
export type Reply =
  | { readonly call: number; readonly written: Written | null }
  | { readonly call: number; readonly error: Error; readonly code: string | undefined }

if (!parentPort) throw new Error('writer-thread runs as a worker thread only: call openParquetWriter')
const port = parentPort
const files = new Map<number, OpenFile>()

const serve = async (request: Request): Promise<Written | null> => {
  if (request.kind === 'create') {
    files.set(request.file, await startFile(request.options))
    return null
  }
  const file = files.get(request.file)
  if (!file && request.kind === 'abandon') return null
  if (!file) throw new Error('the file is closed already')
  if (request.kind === 'append') {
    await appendRows(file, request.rows)
    return null
  }
  const written = request.kind === 'finish' ? await finishFile(file) : await abandonFile(file)
  files.delete(request.file)
  return written
}

/** Takes what a failed file held of disk and memory; the thread's other files go on. */
const drop = async (number: number): Promise<void> => {
  const file = files.get(number)
  files.delete(number)
  if (file) await abandonFile(file)
}

port.on('message', async ({ call, request }: Call) => {
  try {
    port.postMessage({ call, written: await serve(request) } satisfies Reply)
  } catch (caught) {
    const error = caught as NodeJS.ErrnoException
    // Closing a file on a full disk may fail again, in the same way: the first error is the one that says why.
    await drop(request.file).catch(() => undefined)
    port.postMessage({ call, error, code: error.code } satisfies Reply)
  }
})
