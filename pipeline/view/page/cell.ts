/** A value that parts of the page watch. */
export interface Cell<T> {
  get(): T
  set(next: T): void
  /** Calls at every change, until the answer is called. */
  watch(hear: () => void): () => void
}

export const cell = <T>(initial: T): Cell<T> => {
  let value = initial
  const hearers = new Set<() => void>()
  return {
    get: () => value,
    set: next => {
      if (Object.is(next, value)) return
      value = next
      for (const hear of [...hearers]) hear()
    },
    watch: hear => {
      hearers.add(hear)
      return () => void hearers.delete(hear)
    },
  }
}
