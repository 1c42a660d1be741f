import type { Columns, ColumnType } from '../../schemas/column.ts'
import { allColumns } from '../../schemas/shard.ts'

const roleTypes: Columns = allColumns

/** A value of a source column of type `seen`, as its role's type; what does not fit is null. */
export const roleValue = (role: string, value: unknown, seen: string): unknown => {
  const wanted = roleTypes[role]!.type
  if (value === null || value === undefined) return null
  return seen === 'text' ? fromText(String(value), wanted) : convert(value, seen, wanted)
}

const fromText = (text: string, wanted: ColumnType): unknown => {
  if (wanted === 'utf8') return text
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) return null
  if (wanted === 'int64') return /^-?\d+$/.test(text) ? BigInt(text) : null
  return wanted === 'int32' ? integer(number) : number
}

const convert = (value: unknown, seen: string, wanted: ColumnType): unknown => {
  if (typeof wanted === 'object' && 'struct' in wanted && value instanceof Uint8Array)
    return { bytes: own(value), path: '' }
  if (typeof wanted === 'object' && 'struct' in wanted && 'bytes' in wanted.struct) {
    const { bytes, path } = value as { bytes: Uint8Array | null; path: string | null }
    return bytes && { bytes: own(bytes), path: path ?? '' }
  }
  if (wanted === 'int64') return BigInt(value as number | bigint)
  if (wanted === 'int32') return integer(Number(value))
  return typeof value === 'bigint' && !seen.startsWith('struct') ? Number(value) : value
}

// A view would keep the whole row group alive, and drag it along to other threads.
const own = (bytes: Uint8Array): Uint8Array => bytes.slice()

const integer = (value: number): number | null =>
  Number.isFinite(value) && Math.abs(value) < 2 ** 31 ? Math.round(value) : null
