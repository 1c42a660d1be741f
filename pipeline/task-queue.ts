/** A shard to make, and how many of its rows go through the stages. */
export interface ShardTask {
  readonly shard: number
  readonly rows: number
}

/** Shards to make, as they become known. */
export interface TaskQueue {
  /** The next one, or none at the moment. */
  take(): ShardTask | undefined
  /** Whether there is one at the moment. */
  hasNext(): boolean
  /** Whether none is left and none will come. */
  isOver(): boolean
}

/** A queue of these shards; with `isOpen`, of those as well that are added until it is closed. */
export const openQueue = (tasks: readonly ShardTask[], isOpen = false) => {
  const waiting = [...tasks]
  let next = 0
  let mayGrow = isOpen
  return {
    take: (): ShardTask | undefined => waiting[next] && waiting[next++],
    hasNext: () => next < waiting.length,
    isOver: () => !mayGrow && next === waiting.length,
    add: (task: ShardTask) => void waiting.push(task),
    close: () => {
      mayGrow = false
    },
  }
}
