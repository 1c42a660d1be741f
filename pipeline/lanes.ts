/** Runs work, so much at once; what is more waits. */
export interface Lanes {
  readonly concurrency: number
  <T>(work: () => Promise<T>): Promise<T>
}

/**
 * Lanes that many share. One that falls free goes to whoever of those who wait has the lowest rank: to the shard that began
 * first, which is written first, and lets go of what it holds.
 */
export const openLanes = (concurrency: number): ((rank: number) => Lanes) => {
  const waiting: { readonly rank: number; readonly enter: () => void }[] = []
  let free = concurrency
  const admit = () => {
    if (free === 0 || waiting.length === 0) return
    let next = 0
    for (const [at, { rank }] of waiting.entries()) if (rank < waiting[next]!.rank) next = at
    const [first] = waiting.splice(next, 1)
    free -= 1
    first!.enter()
  }
  const lanesOf =
    (rank: number) =>
    async <T>(work: () => Promise<T>): Promise<T> => {
      await new Promise<void>(enter => {
        waiting.push({ rank, enter })
        admit()
      })
      try {
        return await work()
      } finally {
        free += 1
        admit()
      }
    }
  return rank => Object.assign(lanesOf(rank), { concurrency })
}
