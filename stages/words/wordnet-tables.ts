import { crc32 } from 'node:zlib'
import type { Exceptions } from './exceptions.ts'

/**
 * Lists of numbers in one array: list i lies from `rows[i]` to `rows[i + 1]` of the array itself.
 * One array for each relation keeps the index out of the garbage collector's sight.
 */
export type Rows = Uint32Array<ArrayBuffer>

const kinds = {
  /** All spellings one after another, in ASCII: the lemmas first, sorted; then the spellings that have capitals. */
  text: Uint8Array,
  /** Where each spelling begins in `text`, and where the last one ends. */
  spellings: Uint32Array,
  /** Synsets of each lemma, the most frequent sense first. */
  nounSenses: Uint32Array,
  adjectiveSenses: Uint32Array,
  /** Spellings of each synset, in WordNet's order. */
  members: Uint32Array,
  /** How often each member was tagged with its sense, in the order of `members` without its beginning. */
  counts: Uint16Array,
  /** Number of each synset's lexicographer file. */
  lexnames: Uint8Array,
  /** `plain`, `instance` or `satellite`, for each synset. */
  types: Uint8Array,
  /** Hypernyms of each noun synset, the head of each satellite. */
  broader: Uint32Array,
  /** Hyponyms of each noun synset, the satellites of each head. */
  narrower: Uint32Array,
  /** Lexical antonyms of each synset, three numbers each: own spelling, other synset, place of its word in `members`. */
  antonyms: Uint32Array,
} as const

export const types = { plain: 0, instance: 1, satellite: 2 } as const

type Kinds = typeof kinds
export type Tables = { readonly [K in keyof Kinds]: InstanceType<Kinds[K]> }

/** Nouns and adjectives of WordNet, as they lie in memory and in the snapshot. */
export interface Index {
  /** How many of the spellings are lemmas. */
  readonly lemmas: number
  /** How many of the synsets are nouns; they come first. */
  readonly nouns: number
  readonly exceptions: Exceptions
  readonly tables: Tables
}

/** The first line of a snapshot; its number rises when the index is built otherwise. */
export const title = 'Index of WordNet for softpa, format 2'
const names = Object.keys(kinds) as (keyof Kinds)[]
const alignment = 8

/**
 * A snapshot: a title, licences and a line of JSON as text, a zero, the tables, and the crc32 of all that.
 * @param licences of the data, because they ask to be on every copy
 */
export const encodeIndex = ({ tables, ...rest }: Index, licences: string): Uint8Array => {
  const lengths = names.map(name => tables[name].length)
  const header = Buffer.from(`${title}\n\n${licences}\n\n${JSON.stringify({ ...rest, lengths })}\0`)
  const parts = names.map(name => tables[name])
  const bytes = Buffer.alloc(parts.reduce((end, part) => aligned(end) + part.byteLength, header.length) + 4)
  let end = header.copy(bytes)
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), aligned(end))
    end = aligned(end) + part.byteLength
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end)
  return bytes
}

/** The index whose tables are views of these bytes, or null where they are not what `encodeIndex` made. */
export const decodeIndex = (bytes: Uint8Array<ArrayBuffer>): Index | null => {
  const { buffer: memory, byteOffset } = bytes
  const buffer = Buffer.from(memory, byteOffset, bytes.length)
  const sum = buffer.length - 4
  if (sum < 0 || buffer.readUInt32LE(sum) !== crc32(buffer.subarray(0, sum))) return null
  let end = buffer.indexOf(0) + 1
  const header = buffer.toString('utf8', 0, end - 1)
  if (!header.startsWith(`${title}\n`)) return null
  const { lengths, ...rest } = JSON.parse(header.slice(header.lastIndexOf('\n'))) as Omit<Index, 'tables'> & {
    readonly lengths: readonly number[]
  }
  const tables = names.map((name, at) => {
    const table = new kinds[name](memory, byteOffset + aligned(end), lengths[at])
    end = aligned(end) + table.byteLength
    return [name, table]
  })
  return { ...rest, tables: Object.fromEntries(tables) as Tables }
}

const aligned = (offset: number): number => Math.ceil(offset / alignment) * alignment

/** Puts lists into one array. */
export const rowsOf = (lists: readonly (readonly number[])[]): Rows => {
  const rows = new Uint32Array(lists.length + 1 + lists.reduce((sum, list) => sum + list.length, 0))
  let end = lists.length + 1
  for (const [at, list] of lists.entries()) {
    rows[at] = end
    rows.set(list, end)
    end += list.length
  }
  rows[lists.length] = end
  return rows
}

/** List `at` of the rows. */
export const row = (rows: Rows, at: number): Uint32Array => rows.subarray(rows[at], rows[at + 1])
