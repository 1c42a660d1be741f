import { dirname } from 'node:path'
import { shardFiles } from '../data/shards/layout.ts'
import { list, stat } from '../data/storage/files.ts'

/** Of these shards those that are done, in their order; one look at the folder of stats, however many there are. */
export const findDone = async (out: string, numbers: readonly number[], shards: number): Promise<number[]> => {
  const statsOf = (shard: number) => shardFiles(out, shard, shards).stats
  const there = await namesIn(dirname(statsOf(0)))
  return numbers.filter(shard => there.has(statsOf(shard)))
}

const namesIn = async (folder: string): Promise<ReadonlySet<string>> => {
  const names = new Set<string>()
  if ((await stat(folder)) === null) return names
  for await (const name of list(folder, { depth: 1 })) names.add(name)
  return names
}
