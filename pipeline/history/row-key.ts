import { createHash } from 'node:crypto'

/** Whether it is spelled as the key of a row is. */
export const isKey = (what: string): boolean => /^[0-9a-f]{32}$/i.test(what)

/** The key that is meant: itself, or that of the row with this URL or, where the source has no URLs, with this text. */
export const keyOf = (what: string): string =>
  isKey(what) ? what.toLowerCase() : createHash('sha256').update(what).digest('hex').slice(0, 32)
