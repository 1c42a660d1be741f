import type { Account } from '../../account.ts'
import type { ListedFile, Listing } from '../../listing.ts'
import type { Shard } from './shard.ts'

/** Where files come from: a server, or the page itself. */
export interface Source {
  list(): Promise<Listing>
  /** What became of the rows of the dataset in this folder; null where none is there. */
  account(folder: string): Promise<Account | null>
  /** Bytes of a file, half-open. @throws Error in one sentence that names the file */
  read(file: ListedFile, start: number, end: number): Promise<ArrayBuffer>
  /** Where rows come without Parquet. @throws Error in one sentence that names the file */
  open?(file: ListedFile): Promise<Shard>
}

/** What was asked for so far, in bytes of files. */
export interface Traffic {
  readonly requests: number
  readonly bytes: number
}

/** The server that this page came from; `onTraffic` hears of every answer. */
export const openServer = (onTraffic: (bytes: number) => void): Source => ({
  list: async () => {
    const response = await fetch('files')
    if (!response.ok) throw new Error(`the server does not list its files: ${await response.text()}`)
    return (await response.json()) as Listing
  },
  account: async folder => {
    const response = await fetch(`account/${addressOf(folder)}`)
    if (!response.ok) throw new Error(`the server does not say what became of the rows: ${await response.text()}`)
    return (await response.json()) as Account | null
  },
  read: async ({ path, version }, start, end) => {
    const response = await fetch(`files/${addressOf(path)}`, {
      headers: { range: `bytes=${start}-${end - 1}`, 'if-match': `"${version}"` },
    })
    if (response.status !== 206 && response.status !== 200) throw new Error(`${path}: ${await response.text()}`)
    const bytes = await response.arrayBuffer()
    onTraffic(bytes.byteLength)
    if (bytes.byteLength !== end - start)
      throw new Error(`${path}: bytes ${start} to ${end} were asked for, ${bytes.byteLength} came`)
    return bytes
  },
})

const addressOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
