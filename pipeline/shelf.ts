import { type FileHandle, open, rm } from 'node:fs/promises'
import { temporaryPath } from '../data/storage/local-draft.ts'
import type { Item } from './item.ts'

/** Where the rows of one shard wait for those before them: one that hangs keeps all behind it from being written. */
export interface Shelf<T> {
  /** Answers how to take the row again, once. */
  put(row: T): Promise<() => Promise<T>>
  close(): Promise<void>
}

/** A shelf where rows stay as they are. */
export const inMemory = <T>(): Shelf<T> => ({ put: async row => async () => row, close: async () => {} })

export interface ShelfOptions {
  /** Begins the name of the file; it is made when it is first needed and loses its name at once, so that a kill leaves nothing. */
  readonly path: string
  /** Whether memory is short now. */
  isFull(): boolean
  /** Told how many bytes went from memory to the file, or came back where negative. */
  onShelved(bytes: number): void
}

/** A shelf in memory, and in a file for the bytes of rows that come while memory is short. */
export const openShelf = ({ path, isFull, onShelved }: ShelfOptions): Shelf<Item> => {
  let file: FileHandle | undefined
  let end = 0
  const write = async (opened: FileHandle, bytes: Uint8Array): Promise<Place> => {
    const place = { at: end, length: bytes.length }
    end += bytes.length
    await opened.writeFile(bytes)
    onShelved(bytes.length)
    return place
  }
  // A function of its own: a closure beside one that holds the item would hold it too, bytes and all.
  const store = async (item: Item) => {
    file ??= await openNameless(temporaryPath(path))
    const opened = file
    const values = Object.entries(item.values)
    const places: [string, Place][] = []
    for (const [column, bytes] of values.filter(isBytes)) places.push([column, await write(opened, bytes)])
    const light = { ...item, values: Object.fromEntries(values.filter(entry => !isBytes(entry))) }
    return () => restore(opened, light, places, onShelved)
  }
  return {
    put: async item => (isFull() && Object.entries(item.values).some(isBytes) ? store(item) : async () => item),
    close: async () => file?.close(),
  }
}

interface Place {
  readonly at: number
  readonly length: number
}

const isBytes = (entry: [string, unknown]): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array

const openNameless = async (path: string): Promise<FileHandle> => {
  const file = await open(path, 'wx+')
  await rm(path)
  return file
}

const restore = async (
  file: FileHandle,
  item: Item,
  places: readonly [string, Place][],
  onShelved: ShelfOptions['onShelved'],
): Promise<Item> => {
  const values = { ...item.values }
  for (const [column, place] of places) {
    values[column] = await readAt(file, place)
    onShelved(-place.length)
  }
  return { ...item, values }
}

const readAt = async (file: FileHandle, { at, length }: Place): Promise<Uint8Array> => {
  const bytes = Buffer.allocUnsafeSlow(length)
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, at + filled)
    if (bytesRead === 0) throw new Error(`the file of waiting rows ends at byte ${at + filled}, wanted ${at + length}`)
    filled += bytesRead
  }
  return bytes
}

/**
 * Puts items that finished in any order back into the order of their indexes, which count up from 0 without gaps; those
 * that are early wait on the shelf, which is closed in the end.
 */
export async function* inOrder<T extends { readonly index: number }>(
  source: AsyncIterable<T>,
  shelf: Shelf<T> = inMemory(),
): AsyncGenerator<T> {
  const early = new Map<number, () => Promise<T>>()
  let next = 0
  try {
    for await (const item of source) {
      if (item.index !== next) {
        early.set(item.index, await shelf.put(item))
        continue
      }
      next += 1
      yield item
      for (let take = early.get(next); take !== undefined; take = early.get(next)) {
        early.delete(next)
        next += 1
        yield await take()
      }
    }
  } finally {
    await shelf.close()
  }
}
