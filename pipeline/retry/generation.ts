import { shardFiles, stagedFiles, stagedFolder, stagedFolders } from '../../data/shards/layout.ts'
import { absent } from '../../data/storage/absent.ts'
import { moveFile, removeEmptyFolder, removeFile, stat, sweep } from '../../data/storage/files.ts'

// The next generation of a shard is made under retry/, its stats last, as anywhere. Once they are there it is decided:
// whoever comes next, after a kill too, moves its files to their places, the data first.

/** Makes room for new generations of these shards, and lets go of what a killed retry had not finished. */
export const openStaging = async (out: string, numbers: readonly number[], shards: number): Promise<void> => {
  for (const folder of stagedFolders(out)) await sweep(folder)
  for (const shard of numbers) {
    const { data, rejects } = stagedFiles(out, shard, shards)
    for (const path of [data, rejects]) await removeFile(path)
  }
}

/** Whether the shard has a next generation that is whole and not yet all in its place. */
export const isDecided = async (out: string, shard: number, shards: number): Promise<boolean> =>
  (await stat(stagedFiles(out, shard, shards).stats)) !== null

/** Moves a decided generation to its place. Doing it twice, or two at once, does no harm. */
export const adopt = async (out: string, shard: number, shards: number): Promise<void> => {
  const [staged, files] = [stagedFiles(out, shard, shards), shardFiles(out, shard, shards)]
  // Stats go last: while they are staged, somebody will finish this.
  for (const name of ['data', 'rejects', 'stats'] as const) await moveFile(staged[name], files[name]).catch(absent)
}

/** Moves every decided generation to its place. */
export const adoptDecided = async (out: string, shards: number): Promise<void> => {
  if ((await stat(stagedFolder(out))) === null) return
  for (let shard = 0; shard < shards; shard += 1)
    if (await isDecided(out, shard, shards)) await adopt(out, shard, shards)
}

/** Removes the folders, unless another process has something in them. */
export const closeStaging = async (out: string): Promise<void> => {
  for (const folder of [...stagedFolders(out), stagedFolder(out)]) await removeEmptyFolder(folder)
}
