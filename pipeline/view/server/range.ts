/** Bytes of a file, half-open. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The one range that a Range header asks for (RFC 9110, 14.1.2); null where the whole file is meant, because there is no
 * such header, or one that asks for several; `unsatisfiable` where the file has no such bytes.
 */
export const rangeOf = (header: string | undefined, bytes: number): ByteRange | null | 'unsatisfiable' => {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return null
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1)
  return start < end ? { start, end } : 'unsatisfiable'
}
