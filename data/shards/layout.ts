import { inFolder } from '../storage/address.ts'

/** The files of a run that exist once. */
export interface RunFiles {
  readonly recipe: string
  readonly plan: string
  readonly card: string
  /** Every folder that a run writes to, `out` itself first. */
  readonly folders: readonly string[]
}

/** The files of one shard. `stats` is written last: it is the mark of done. */
export interface ShardFiles {
  readonly plan: string
  readonly data: string
  readonly rejects: string
  readonly stats: string
}

/** Where a run keeps what it has once, under `out`. */
export const runFiles = (out: string): RunFiles => ({
  recipe: inFolder(out, 'recipe.json'),
  plan: inFolder(out, 'plan', 'plan.json'),
  card: inFolder(out, 'README.md'),
  folders: [out, ...['plan', 'data', 'rejects', 'stats'].map(folder => inFolder(out, folder))],
})

/** Where shard number `shard` (from 0) of `shards` keeps its files, under `out`. */
export const shardFiles = (out: string, shard: number, shards: number): ShardFiles => {
  const number = digits(shard, shards)
  return {
    plan: inFolder(out, 'plan', `${number}.parquet`),
    data: inFolder(out, 'data', `train-${number}-of-${digits(shards, shards)}.parquet`),
    rejects: inFolder(out, 'rejects', `${number}.parquet`),
    stats: inFolder(out, 'stats', `${number}.json`),
  }
}

/** Where a process that works on the dataset says what it does, under `out`. */
export const recordFile = (out: string, startedAt: Date, pid: number): string =>
  inFolder(out, 'stats', 'runs', `${startedAt.toISOString().replaceAll(/[:.]/g, '-')}-${pid}.json`)

/** Where a retry keeps the next generation of a shard until it is whole. The plan stays where it is. */
export const stagedFiles = (out: string, shard: number, shards: number): ShardFiles => ({
  ...shardFiles(stagedFolder(out), shard, shards),
  plan: shardFiles(out, shard, shards).plan,
})

/** The folder of a retry, and the folders in it. */
export const stagedFolder = (out: string): string => inFolder(out, 'retry')
export const stagedFolders = (out: string): readonly string[] =>
  ['data', 'rejects', 'stats'].map(folder => inFolder(stagedFolder(out), folder))

// All names of a run are equally long, so that sorting them by name sorts them by number.
const digits = (number: number, shards: number): string =>
  String(number).padStart(Math.max(5, String(shards).length), '0')
