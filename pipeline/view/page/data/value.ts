/** Reading of values that any file may bring: what is not of the wanted kind is absent. */

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** A finite number; int64 comes as a BigInt. */
export const numberOf = (value: unknown): number | null => {
  const number = typeof value === 'bigint' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const recordOf = (value: unknown): { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [field: string]: unknown }) : {}

/** Bytes of a picture, bare or in Hugging Face's struct. */
export const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> | null => {
  const bytes = value instanceof Uint8Array ? value : recordOf(value).bytes
  return bytes instanceof Uint8Array && bytes.length > 0 ? (bytes as Uint8Array<ArrayBuffer>) : null
}
