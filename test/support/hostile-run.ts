import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readParquet } from '../../data/shards/reader.ts'
import { filesBelow, isStats } from './dataset.ts'
import type { HostileWeb } from './hostile-web.ts'
import { writeMetadata } from './metadata.ts'
import { watchMemory } from './resident-memory.ts'
import { root } from './root.ts'
import { type Ended, startSoftpaUnder } from './softpa.ts'

/** A web, a folder for what belongs to it, and how patient its runs are: a busy server takes its time. */
export interface Fire {
  readonly web: HostileWeb
  readonly folder: string
  readonly timeoutMs: number
  readonly deadlineMs: number
}

/** Starts `softpa run fetch` over the whole web, as a process of its own. */
export const startFetch = ({ web, folder, timeoutMs, deadlineMs }: Fire, out: string, ...more: readonly string[]) => {
  const metadata = join(folder, 'metadata.parquet')
  writeMetadata(metadata, [...web.ends.keys()])
  const preload = pathToFileURL(join(root, 'dist/test/support/hostile-network.js')).href
  const environment = { NODE_OPTIONS: `--import ${preload}`, SOFTPA_TEST_JOURNAL: join(folder, 'journal.txt') }
  const times = ['connectTimeoutMs', 'headersTimeoutMs', 'bodyTimeoutMs'].map(name => `download.${name}=${timeoutMs}`)
  const settings = [...times, `download.deadlineMs=${deadlineMs}`, 'download.retries=1', 'maxRejectRate=1']
  const given = ['--source', metadata, '--out', out, '--allow-address', web.address]
  const set = settings.flatMap(setting => ['--set', setting])
  return startSoftpaUnder(environment, 'run', 'fetch', ...given, ...set, ...more)
}

export interface Fetched {
  readonly ended: Ended
  /** Peak of resident memory of the process and its children, in bytes. */
  readonly peakBytes: number
}

export const fetchAll = async (...request: Parameters<typeof startFetch>): Promise<Fetched> => {
  const running = startFetch(...request)
  const peak = watchMemory(running.pid!)
  return { ended: await running.ended, peakBytes: peak() }
}

/** How each row ended, by its URL: the reason, or null where it came out as a picture. */
export const endsOf = async (out: string): Promise<ReadonlyMap<string, string | null>> => {
  const ends = new Map<string, string | null>()
  for (const file of await filesBelow(out)) {
    if (!/^(data|rejects)\/.*\.parquet$/.test(file)) continue
    const rows = await readParquet(join(out, file), {
      columns: ['url', ...(file.startsWith('rejects') ? ['reason'] : [])],
    })
    for (const [at, url] of rows.url!.entries()) ends.set(String(url), (rows.reason?.[at] as string) ?? null)
  }
  return ends
}

/** What the rows of all shards took, in ms: requests, redirects, retries, pauses. */
export const fetchTimes = async (out: string): Promise<number[]> => {
  const files = (await filesBelow(out)).filter(isStats)
  return files.flatMap(file => JSON.parse(readFileSync(join(out, file), 'utf8')).notes.download.fetchMs as number[])
}

/** Everyone that softpa tried to connect to, `address:port`. */
export const contacted = (folder: string): ReadonlySet<string> =>
  new Set(readFileSync(join(folder, 'journal.txt'), 'utf8').trim().split('\n'))
