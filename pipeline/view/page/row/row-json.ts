import type { RawRow } from '../data/shard.ts'

/** A row as JSON, two blanks deep: bytes by their number, int64 that a number cannot hold as text. */
export const rowJson = (raw: RawRow): string => JSON.stringify(raw, replace, 2)

const replace = (_name: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  return value
}
