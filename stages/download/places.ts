import pLimit, { type LimitFunction } from 'p-limit'

export interface Places {
  /** Runs `work` while it holds a place of its host and a lane. */
  take<T>(hostname: string, work: () => Promise<T>): Promise<T>
  /** The three hosts with most at work or in the queue, such as `a.example (12)`. */
  busiest(): readonly string[]
}

/**
 * At most `lanes` at work in all, at most `perHost` of one host. The host's place comes first, so that rows that
 * queue for a slow host hold no lane. Hosts are forgotten when nobody uses them: a run meets millions.
 */
export const openPlaces = (lanes: number, perHost: number): Places => {
  const lane = pLimit(lanes)
  const hosts = new Map<string, { readonly limit: LimitFunction; users: number }>()
  return {
    take: async (hostname, work) => {
      const host = hosts.get(hostname) ?? { limit: pLimit(perHost), users: 0 }
      hosts.set(hostname, host)
      host.users += 1
      try {
        return await host.limit(() => lane(work))
      } finally {
        host.users -= 1
        if (host.users === 0) hosts.delete(hostname)
      }
    },
    busiest: () => {
      const ranked = [...hosts].sort(([, a], [, b]) => b.users - a.users)
      return ranked.slice(0, 3).map(([hostname, { users }]) => `${hostname} (${users})`)
    },
  }
}
