import { basename } from 'node:path'
import { thumbnail } from '../../../stages/image/decode.ts'
import type { Listing } from '../listing.ts'
import { datasetsIn, keptIn, rejectedIn } from '../page/data/files.ts'
import { openFooters } from '../page/data/footers.ts'
import type { Held, HeldShard } from '../page/data/held.ts'
import { openShard, type RawRow, type Shard } from '../page/data/shard.ts'
import type { Source } from '../page/data/source.ts'
import { bytesOf, recordOf, textOf } from '../page/data/value.ts'
import { openAccounts } from './account.ts'
import type { Place } from './place.ts'

/** Of a picture in a page, in pixels. */
const longestSide = 320
const maxPixels = 64e6
/** Rejected rows shown of each reason. */
const perReason = 3

/** Rows of a place as a page holds them: `rows` kept ones, evenly spread, and a few rejected ones of each reason. */
export const takeSample = async (place: Place, rows: number): Promise<Held> => {
  const source = sourceOf(place)
  const listing = await source.list()
  const kept = await openAll(source, keptIn(listing))
  const rejected = await openAll(source, rejectedIn(listing))
  const [allKept, allRejected] = [countRows(kept), countRows(rejected)]
  const shards = {
    ...(await takeFrom(kept, evenly(kept, rows))),
    ...(await takeFrom(rejected, await someOfEachReason(rejected))),
  }
  const folders = datasetsIn(listing)
  const accounts = await Promise.all(folders.map(folder => source.account(folder)))
  return {
    listing: {
      name: basename(place.name),
      files: [...folders.map(planFile), ...Object.keys(shards)].map(path => ({ path, bytes: 0, version: '' })),
      sampleOf: { kept: allKept, rejected: allRejected },
    },
    accounts: accounts.flatMap(account => account ?? []),
    shards,
  }
}

const planFile = (folder: string): string => (folder === '' ? 'plan/plan.json' : `${folder}/plan/plan.json`)

/** The page's way to read, over the place itself. */
const sourceOf = (place: Place): Source => ({
  list: async (): Promise<Listing> => ({ name: place.name, files: await place.list() }),
  account: openAccounts(place),
  read: async ({ path }, start, end) => {
    const file = await place.open(path.split('/'))
    if (file === null) throw new Error(`${path} is no longer there`)
    try {
      return (await file.read(start, end - start)).slice().buffer
    } finally {
      await file.close()
    }
  },
})

const openAll = async (source: Source, files: Listing['files']): Promise<Shard[]> => {
  const footers = openFooters()
  const shards: Shard[] = []
  for (const file of files) shards.push(await openShard(source, file, footers))
  return shards
}

const countRows = (shards: readonly Shard[]): number => shards.reduce((sum, { rows }) => sum + rows, 0)

/** Rows of a shard that are taken. */
type Taken = ReadonlyMap<Shard, readonly number[]>

const evenly = (shards: readonly Shard[], wanted: number): Taken => {
  const all = countRows(shards)
  const count = Math.min(all, wanted)
  const positions = Array.from({ length: count }, (_, at) => Math.floor((at * all) / count))
  let before = 0
  return new Map(
    shards.map(shard => {
      const first = before
      before += shard.rows
      return [shard, positions.filter(at => at >= first && at < before).map(at => at - first)]
    }),
  )
}

const someOfEachReason = async (shards: readonly Shard[]): Promise<Taken> => {
  const seen = new Map<string, number>()
  const taken = new Map<Shard, number[]>()
  for (const shard of shards) {
    const rows: number[] = []
    for (const [at, row] of (await shard.read(['reason'], 0, shard.rows)).entries()) {
      const reason = textOf(row.reason) ?? ''
      const count = (seen.get(reason) ?? 0) + 1
      seen.set(reason, count)
      if (count <= perReason) rows.push(at)
    }
    taken.set(shard, rows)
  }
  return taken
}

const takeFrom = async (shards: readonly Shard[], taken: Taken): Promise<{ [path: string]: HeldShard }> => {
  const held: { [path: string]: HeldShard } = {}
  for (const shard of shards) {
    const values: RawRow[] = []
    for (const row of taken.get(shard) ?? []) values.push(await readWhole(shard, row))
    const { columns, pictures, footer, file } = shard
    // Rows are numbered anew: the name says that this is not the file itself.
    if (values.length > 0) held[`sample/${file.path}`] = { columns, pictures, footer, values }
  }
  return held
}

const readWhole = async (shard: Shard, row: number): Promise<RawRow> => {
  const names = shard.columns.map(({ name }) => name)
  const [raw = {}] = await shard.read(names, row, row + 1)
  if (shard.pictures === null) return raw
  const { name } = shard.pictures
  const bytes = bytesOf(raw[name])
  return bytes === null ? raw : { ...raw, [name]: { ...recordOf(raw[name]), bytes: await shrink(bytes) } }
}

/** Null where the picture does not decode: the page then says that there is none. */
const shrink = (bytes: Uint8Array): Promise<Uint8Array | null> =>
  thumbnail(bytes, longestSide, maxPixels).catch(() => null)
