import type { Columns, ColumnType } from '../../schemas/column.ts'
import { holdsBytes } from './parquet-schema.ts'

/** Rows as columns: arrays of one length, typed arrays too where there are no nulls. */
export type Rows = { readonly [name: string]: ArrayLike<unknown> }

interface Misfit {
  readonly where: string
  readonly seen: unknown
  readonly wanted: string
}

const int32Limit = 2 ** 31
const int64Limit = 2n ** 63n

const leaves: { readonly [type: string]: { readonly fits: (value: unknown) => boolean; readonly wanted: string } } = {
  bool: { fits: value => typeof value === 'boolean', wanted: 'a boolean' },
  int32: {
    fits: value => Number.isInteger(value) && (value as number) >= -int32Limit && (value as number) < int32Limit,
    wanted: 'an integer of 32 bits',
  },
  int64: {
    fits: value => typeof value === 'bigint' && value >= -int64Limit && value < int64Limit,
    wanted: 'a BigInt of 64 bits',
  },
  float32: {
    fits: value => typeof value === 'number' && Number.isFinite(value) === Number.isFinite(Math.fround(value)),
    wanted: 'a number within float32',
  },
  float64: { fits: value => typeof value === 'number', wanted: 'a number' },
  utf8: { fits: value => typeof value === 'string', wanted: 'a string' },
  binary: { fits: value => value instanceof Uint8Array, wanted: 'a Uint8Array' },
}

/**
 * Checks the rows against their columns and answers their number; null fits everywhere, NaN fits floats.
 * @param firstRow number of the first row in its file, for the message
 * @throws {TypeError} naming column, row, what was seen and what was wanted
 */
export const checkRows = (columns: Columns, rows: Rows, firstRow: number): number => {
  const missing = Object.keys(columns).find(name => !rows[name])
  if (missing !== undefined) throw new TypeError(`column ${missing} is missing from row ${firstRow} on`)
  const unknown = Object.keys(rows).find(name => !columns[name])
  if (unknown !== undefined) throw new TypeError(`column ${unknown} is not one of the file's: ${list(columns)}`)
  const [first, ...others] = Object.keys(columns)
  const count = first === undefined ? 0 : rows[first]!.length
  const uneven = others.find(name => rows[name]!.length !== count)
  if (uneven !== undefined) {
    throw new TypeError(
      `column ${uneven} has ${rows[uneven]!.length} rows from row ${firstRow} on, column ${first} ${count}`,
    )
  }
  for (const [name, column] of Object.entries(columns)) checkColumn(name, column.type, rows[name]!, firstRow)
  return count
}

/** Bytes on their way to a thread: as they are where they fill a buffer of their own that is given away, else a copy. */
export type Parcel = (bytes: Uint8Array) => Uint8Array<ArrayBuffer>

export const copied: Parcel = bytes => new Uint8Array(bytes)

/** A slice of a shared pool is copied: it would take the pool along. */
export const moved: Parcel = bytes => (ownsBuffer(bytes) ? bytes : copied(bytes))

const ownsBuffer = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength

/** Rows `start` to `end` as plain arrays that may be sent to a thread; the buffers of their bytes go into `transfer`. */
export const parcelRows = (
  columns: Columns,
  rows: Rows,
  start: number,
  end: number,
  parcel: Parcel,
  transfer: Set<ArrayBuffer>,
): Rows =>
  Object.fromEntries(
    Object.entries(columns).map(([name, { type }]) => {
      const values: unknown[] = Array.prototype.slice.call(rows[name], start, end)
      return [name, holdsBytes(type) ? values.map(value => parcelBytes(type, value, parcel, transfer)) : values]
    }),
  )

const checkColumn = (name: string, type: ColumnType, values: ArrayLike<unknown>, firstRow: number): void => {
  for (let row = 0; row < values.length; row++) {
    const misfit = misfitOf(type, values[row], '')
    if (!misfit) continue
    const { where, seen, wanted } = misfit
    throw new TypeError(
      `column ${name}${where}, row ${firstRow + row}: saw ${describe(seen)}, wanted ${wanted} or null`,
    )
  }
}

const misfitOf = (type: ColumnType, value: unknown, where: string): Misfit | null => {
  if (value === null) return null
  if (typeof type === 'string') {
    const { fits, wanted } = leaves[type]!
    return fits(value) ? null : { where, seen: value, wanted }
  }
  if ('optional' in type) return misfitOf(type.optional, value, where)
  if ('list' in type) {
    if (!Array.isArray(value)) return { where, seen: value, wanted: 'an array' }
    return firstMisfit(value.keys(), index => misfitOf(type.list, value[index], `${where}[${index}]`))
  }
  if (!isRecord(value)) return { where, seen: value, wanted: `an object with ${list(type.struct)}` }
  const extra = Object.keys(value).find(field => !type.struct[field])
  if (extra !== undefined) return { where: `${where}.${extra}`, seen: value[extra], wanted: 'no such field' }
  return firstMisfit(Object.keys(type.struct), field =>
    misfitOf(type.struct[field]!, value[field], `${where}.${field}`),
  )
}

const firstMisfit = <K>(keys: Iterable<K>, misfit: (key: K) => Misfit | null): Misfit | null => {
  for (const key of keys) {
    const found = misfit(key)
    if (found) return found
  }
  return null
}

const parcelBytes = (type: ColumnType, value: unknown, parcel: Parcel, transfer: Set<ArrayBuffer>): unknown => {
  if (value === null) return null
  if (value instanceof Uint8Array) {
    const sent = parcel(value)
    transfer.add(sent.buffer)
    return sent
  }
  if (typeof type === 'string') return value
  if ('optional' in type) return parcelBytes(type.optional, value, parcel, transfer)
  if ('list' in type) return (value as unknown[]).map(item => parcelBytes(type.list, item, parcel, transfer))
  const fields = value as { readonly [field: string]: unknown }
  return Object.fromEntries(
    Object.entries(type.struct).map(([field, inner]) => [field, parcelBytes(inner, fields[field], parcel, transfer)]),
  )
}

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

const list = (names: object): string => Object.keys(names).join(', ')

const describe = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'bigint') return `${value}n`
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'object'}`
  return String(value)
}
