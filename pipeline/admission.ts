/** What decides whether one more shard may start; it changes while the run goes on. */
export interface Load {
  /** Shards in flight. */
  shards: number
  /** Rows of shards in flight that have not been through the first waiting stage. */
  waitingRows: number
  /** Bytes of images and the like that rows in flight hold. */
  heldBytes: number
  /** Bytes of rows that wait on the disk for others of their shard. */
  shelvedBytes: number
}

export interface Limits {
  readonly shards: number
  readonly waitingRows: number
  readonly heldBytes: number
  readonly shelvedBytes: number
}

/**
 * One more shard starts while lanes would otherwise idle behind the stragglers of the shards in flight, and memory
 * allows. A shard that has started never waits for room, so admission cannot deadlock.
 */
export const mayStart = (load: Load, limits: Limits): boolean =>
  load.shards === 0 ||
  (load.shards < limits.shards &&
    load.waitingRows < limits.waitingRows &&
    load.heldBytes < limits.heldBytes &&
    load.shelvedBytes < limits.shelvedBytes)
