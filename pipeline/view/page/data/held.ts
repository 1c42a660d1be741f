import type { Account } from '../../account.ts'
import type { ListedFile, Listing } from '../../listing.ts'
import type { RawRow, Shard } from './shard.ts'
import type { Source } from './source.ts'

/** All that a page holds which was exported: it asks nobody for anything. */
export interface Held {
  readonly listing: Listing
  /** Of each folder that holds a dataset. */
  readonly accounts: readonly Account[]
  /** Rows of a sample, by the path of the file that they stand for. */
  readonly shards: { readonly [path: string]: HeldShard }
}

export type HeldShard = Pick<Shard, 'columns' | 'pictures' | 'footer'> & { readonly values: readonly RawRow[] }

/** A source that is part of the page. */
export const openHeld = ({ listing, accounts, shards }: Held): Source => ({
  list: async () => listing,
  account: async folder => accounts.find(account => account.folder === folder) ?? null,
  read: async ({ path }) => {
    throw new Error(`${path} is not part of this page`)
  },
  open: async file => {
    const shard = shards[file.path]
    if (!shard) throw new Error(`${file.path} is not part of this page`)
    return openHeldShard(file, shard)
  },
})

const openHeldShard = (file: ListedFile, { values, ...shard }: HeldShard): Shard => ({
  ...shard,
  file,
  rows: values.length,
  groupStarts: [0, values.length],
  read: async (columns, start, end) => values.slice(start, end).map(row => pick(row, columns)),
  pageOf: async () => ({ start: 0, end: values.length }),
})

const pick = (row: RawRow, columns: readonly string[]): RawRow =>
  Object.fromEntries(Object.entries(row).filter(([name]) => columns.includes(name)))

/** As text that may stand in a page: JSON, bytes in base64, and no `<` that would end its element. */
export const pack = (held: Held): string =>
  JSON.stringify(held, (_name, value: unknown) => {
    if (value instanceof Uint8Array) return { [bytesKey]: base64Of(value) }
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    return value
  }).replaceAll('<', '\\u003c')

export const unpack = (text: string): Held =>
  JSON.parse(text, (_name, value: unknown) => {
    const base64 = typeof value === 'object' && value !== null ? (value as { [key: string]: unknown })[bytesKey] : null
    return typeof base64 === 'string' ? Uint8Array.from(atob(base64), letter => letter.charCodeAt(0)) : value
  }) as Held

const bytesKey = '$base64'

// A call takes some ten thousands of arguments, a picture has more bytes.
const base64Of = (bytes: Uint8Array): string => {
  let letters = ''
  for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(letters)
}
