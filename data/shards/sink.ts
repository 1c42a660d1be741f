import { createHash } from 'node:crypto'
import { ByteWriter } from 'hyparquet-writer'
import type { Writer } from 'hyparquet-writer/src/types.js'
import type { Draft } from '../storage/storage.ts'

/** Pages at least this long are kept by reference; a copy would double the memory of every row group. */
const pieceBytes = 65_536

/** A place for hyparquet-writer to write to, that goes to a file in the making. */
export interface Sink {
  readonly writer: Writer
  /** sha256 of all that was flushed, 64 hex digits; call it once, at the end. */
  digest(): string
}

/** Collects bytes until `writer.flush()`, then writes them to the file without blocking the thread's other files. */
export const fileSink = (file: Draft): Sink => {
  const hash = createHash('sha256')
  const small = new ByteWriter()
  const pieces: Uint8Array[] = []
  const seal = (): void => {
    if (small.index) pieces.push(small.getBytes().slice())
    small.index = 0
  }
  const appendSmall = small.appendBytes.bind(small)
  const appendBytes = (bytes: Uint8Array): void => {
    if (bytes.length < pieceBytes) appendSmall(bytes)
    else {
      seal()
      pieces.push(bytes)
      small.offset += bytes.length
    }
  }
  const flush = async (): Promise<void> => {
    seal()
    for (const piece of pieces.splice(0)) {
      hash.update(piece)
      await file.write(piece)
    }
  }
  return { writer: Object.assign(small, { appendBytes, flush, finish: flush }), digest: () => hash.digest('hex') }
}
