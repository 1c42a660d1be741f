import { parquetMetadata, parquetSchema } from 'hyparquet'
import type { RangedFile } from '../storage/ranged-file.ts'
import { SourceError } from './source-error.ts'
import { typeName } from './type-name.ts'

export interface SourceColumn {
  readonly name: string
  /** In softpa's words, see `typeName`. */
  readonly type: string
}

/** What the end of a Parquet file says, and its bytes. */
export interface Footer {
  readonly raw: Uint8Array
  readonly rows: number
  readonly columns: readonly SourceColumn[]
  readonly metadata: { readonly [key: string]: string }
}

/** @throws SourceError where the file is no Parquet, or was cut short. `path` is for the message. */
export const readFooter = async (file: RangedFile, path: string): Promise<Footer> => {
  const { bytes } = file
  const start = await file.read(0, Math.min(8, bytes))
  if (magic(start.subarray(0, 4)) !== 'PAR1') throw new SourceError(notParquet(path, start))
  const cut = (seen: string) =>
    new SourceError(`${path} was cut short: ${seen}; wanted a whole Parquet file, so fetch or write it again.`)
  const end = bytes < 12 ? new Uint8Array(8) : await file.read(bytes - 8, 8)
  if (magic(end.subarray(4)) !== 'PAR1') throw cut(`its ${bytes} bytes do not end in PAR1`)
  const length = new DataView(end.buffer).getUint32(0, true)
  if (length + 12 > bytes) throw cut(`its footer claims ${length} bytes and the file has ${bytes}`)
  return parse(await file.read(bytes - 8 - length, length + 8), path)
}

const parse = (raw: Uint8Array, path: string): Footer => {
  try {
    const parquet = parquetMetadata(raw)
    return {
      raw,
      rows: Number(parquet.num_rows),
      columns: parquetSchema(parquet).children.map(column => ({ name: column.element.name, type: typeName(column) })),
      metadata: Object.fromEntries((parquet.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? ''])),
    }
  } catch (cause) {
    throw new SourceError(`${path} has a footer that does not parse; wanted a Parquet file, so write it again.`, {
      cause,
    })
  }
}

const magic = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const notParquet = (path: string, start: Uint8Array): string => {
  const text = magic(start)
  if (text.startsWith('PARE')) return `${path} is an encrypted Parquet file; wanted a plain one, so decrypt it first.`
  const seen = /^[\x20-\x7e]+$/.test(text)
    ? `begins with "${text}"`
    : `begins with the bytes ${Buffer.from(start).toString('hex')}`
  return `${path} is not Parquet: it ${start.length ? seen : 'is empty'}; wanted PAR1, so convert it to Parquet first.`
}
