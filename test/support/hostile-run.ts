import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readParquet } from '../../data/shards/reader.ts'
import { filesBelow } from './dataset.ts'
import type { HostileWeb } from './hostile-web.ts'
import { writeMetadata } from './metadata.ts'
import { watchMemory } from './resident-memory.ts'
import { root } from './root.ts'
import { type Ended, startSoftpaUnder } from './softpa.ts'

export const deadlineMs = 15_000

/** Time-outs that let a hostile host cost seconds, and the address of its server opened. */
const given = (web: HostileWeb) => [
  ...['--allow-address', web.address],
  ...['connectTimeoutMs=3000', 'headersTimeoutMs=900', 'bodyTimeoutMs=900', 'retries=1']
    .concat(`deadlineMs=${deadlineMs}`)
    .flatMap(setting => ['--set', `download.${setting}`]),
  ...['--set', 'maxRejectRate=1', '--set', 'image.minSide=1'],
]

/** Runs `softpa run fetch` over the whole web, as a process of its own. */
export const startFetch = (web: HostileWeb, folder: string, out: string, ...more: readonly string[]) => {
  const metadata = join(folder, 'metadata.parquet')
  writeMetadata(metadata, [...web.ends.keys()])
  const preload = pathToFileURL(join(root, 'dist/test/support/hostile-network.js')).href
  const environment = { NODE_OPTIONS: `--import ${preload}`, SOFTPA_TEST_JOURNAL: join(folder, 'journal.txt') }
  return startSoftpaUnder(environment, 'run', 'fetch', '--source', metadata, '--out', out, ...given(web), ...more)
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
  const files = (await filesBelow(out)).filter(file => file.startsWith('stats/'))
  return files.flatMap(file => JSON.parse(readFileSync(join(out, file), 'utf8')).notes.download.fetchMs as number[])
}

/** Everyone that softpa tried to connect to, `address:port`. */
export const contacted = (folder: string): ReadonlySet<string> =>
  new Set(readFileSync(join(folder, 'journal.txt'), 'utf8').trim().split('\n'))
