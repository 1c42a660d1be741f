import { schemeOf } from './address.ts'
import { local } from './local.ts'
import type { RangedFile } from './ranged-file.ts'
import { StorageError } from './storage-error.ts'

/** What is at an address. An object store has a folder where a key begins with its name. */
export interface FileState {
  readonly isFolder: boolean
  /** 0 of a folder. */
  readonly bytes: number
}

/** How far to walk; `depth` 1 is the folder alone. It saves a walk on a disk, and an object store does not heed it. */
export interface Walk {
  readonly depth?: number
  readonly signal?: AbortSignal
}

/** What a file is opened with. `version` is the one that it must still be, where this process has read of it before. */
export interface Opening {
  readonly signal?: AbortSignal | undefined
  readonly version?: string | null | undefined
  /** Somebody waits at a screen: that nobody is at the address is said soon. An object store does not heed it. */
  readonly isHasty?: boolean
}

/** Where files can be read. What is absent is null, or an error with the code ENOENT. */
export interface Storage {
  stat(address: string, signal?: AbortSignal): Promise<FileState | null>
  /** The address of every file below a folder, hidden ones left out, in no order. */
  list(folder: string, walk?: Walk): AsyncIterable<string>
  open(address: string, opening?: Opening): Promise<RangedFile>
  /** The whole file at once. */
  read(address: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>
}

/**
 * Where files can be written too. A name appears when its file is whole; a write that fails, or is killed, leaves what was
 * there. Folders come and go with their files.
 */
export interface WritableStorage extends Storage {
  draft(address: string): Promise<Draft>
  /** Writes the file unless there is one; whether it did. */
  create(address: string, content: Uint8Array): Promise<boolean>
  /** Gives a whole file another name, over what was there. */
  move(from: string, to: string): Promise<void>
  /** Does nothing where there is none. */
  remove(address: string): Promise<void>
  /** Removes a folder that has no files; an object store has none. */
  removeEmpty(folder: string): Promise<void>
  /** Removes what killed processes left half-written in a folder; answers names. */
  sweep(folder: string): Promise<readonly string[]>
}

/** A file in the making. Await each call before the next one. */
export interface Draft {
  /** Takes the bytes; they must not change any more. */
  write(bytes: Uint8Array): Promise<void>
  /** Makes the file durable under its final name. */
  commit(): Promise<void>
  /** Leaves nothing of it. */
  abandon(): Promise<void>
}

/** The storage of an address. Libraries are loaded when they are needed: most runs know the disk alone. */
export const storageOf = async (address: string): Promise<Storage> => {
  const scheme = schemeOf(address)
  if (scheme === 'file') return local
  if (scheme === 's3') return (await import('./s3.ts')).s3
  return scheme === 'hf' ? (await import('./hub.ts')).hub : (await import('./web.ts')).web
}

/** @throws StorageError where the address can only be read */
export const writableStorageOf = async (address: string): Promise<WritableStorage> => {
  const storage = await storageOf(address)
  if (isWritable(storage)) return storage
  throw new StorageError(`${address} can only be read; name a folder, or s3://bucket/prefix, to write to.`, 'EROFS')
}

const isWritable = (storage: Storage): storage is WritableStorage => 'draft' in storage
