/** A memory of limited size that forgets what was asked for longest ago. */
export interface Recent<V> {
  get(key: string): V | undefined
  set(key: string, value: V, size: number): void
}

/** Keeps values up to `limit`, the sum of their sizes; tells `forget` of each that it lets go. */
export const keepRecent = <V>(limit: number, forget: (value: V) => void = () => {}): Recent<V> => {
  // A Map keeps the order in which keys were set: the first is the oldest.
  const kept = new Map<string, { readonly value: V; readonly size: number }>()
  let sum = 0
  const drop = (key: string) => {
    const old = kept.get(key)
    if (!old) return
    kept.delete(key)
    sum -= old.size
    forget(old.value)
  }
  return {
    get: key => {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set: (key, value, size) => {
      drop(key)
      kept.set(key, { value, size })
      sum += size
      for (const oldest of kept.keys()) {
        if (sum <= limit || oldest === key) break
        drop(oldest)
      }
    },
  }
}
