import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import { shardFiles } from '../../data/shards/layout.ts'
import { readParquet } from '../../data/shards/reader.ts'
import { allShards, numbered, type Plan } from '../plan.ts'
import { pool } from '../pool.ts'

/** Where a row is planned: number of its shard, and its row in the plan file, both from 0. */
export interface PlannedPlace {
  readonly shard: number
  readonly row: number
}

/** Reads the keys of a plan file. */
type ReadKeys = (shard: number) => Promise<readonly string[]>

/** Where the row of this key is planned; null where none is. */
export const findPlace = async (out: string, plan: Plan, key: string): Promise<PlannedPlace | null> => {
  const read: ReadKeys = async shard => {
    const { key } = await readParquet(shardFiles(out, shard, plan.shards).plan, { columns: ['key'] })
    return key as string[]
  }
  if (plan.order === 'source') return await scan(plan, key, read)
  const placeOf = placeIn(plan)
  const shard = await search(plan, placeOf(key), async shard => placeOf((await read(shard)).at(-1)!))
  const keys = await read(shard)
  const row = keys.indexOf(key)
  if (row >= 0) return { shard, row }
  // Another softpa may have shuffled otherwise; a file that is not in our order tells.
  return isAscending(keys.map(placeOf)) ? null : await scan(plan, key, read)
}

/** The only shard that may hold this place, of shards in ascending order; reads log2(shards) of them. */
const search = async (
  { shards }: Plan,
  place: string,
  lastPlaceOf: (shard: number) => Promise<string>,
): Promise<number> => {
  let [first, last] = [0, shards - 1]
  while (first < last) {
    const middle = Math.floor((first + last) / 2)
    if ((await lastPlaceOf(middle)) < place) first = middle + 1
    else last = middle
  }
  return first
}

/** What a shuffled plan is sorted by: DuckDB's `md5_number` reads the digest from its last byte, a picture folder as hex. */
const placeIn =
  ({ seed, sources }: Plan) =>
  (key: string): string => {
    const digest = createHash('md5').update(`${seed}:${key}`).digest()
    return (sources.some(({ kind }) => kind === 'images') ? digest : digest.reverse()).toString('hex')
  }

const isAscending = (places: readonly string[]): boolean =>
  places.every((place, at) => at === 0 || places[at - 1]! <= place)

const readAtOnce = 16

/** Reads plan file after plan file until one has the key. */
const scan = async (plan: Plan, key: string, read: ReadKeys): Promise<PlannedPlace | null> => {
  const look = async ({ shard }: { shard: number }) => ({ shard, row: (await read(shard)).indexOf(key) })
  for await (const place of pool(numbered(allShards(plan)), pLimit(readAtOnce), look)) if (place.row >= 0) return place
  return null
}
