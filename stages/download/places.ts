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
  const lane = openGate(lanes)
  const hosts = new Map<string, Gate>()
  const gateOf = (hostname: string): Gate => {
    const gate = hosts.get(hostname) ?? openGate(perHost)
    hosts.set(hostname, gate)
    return gate
  }
  return {
    take: async (hostname, work) => {
      const host = gateOf(hostname)
      await host.enter()
      await lane.enter()
      try {
        return await work()
      } finally {
        lane.leave()
        host.leave()
        if (host.users() === 0) hosts.delete(hostname)
      }
    },
    busiest: () => {
      const ranked = [...hosts].sort(([, a], [, b]) => b.users() - a.users())
      return ranked.slice(0, 3).map(([hostname, { users }]) => `${hostname} (${users()})`)
    },
  }
}

/** Lets so many in at once, the others in the order in which they came. */
interface Gate {
  enter(): Promise<void> | void
  leave(): void
  /** Who is in, or waits. */
  users(): number
}

// p-limit does the same for 3 kB more of a row: a host is mostly met once.
const openGate = (places: number): Gate => {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    enter: () => {
      if (inside === places) return new Promise<void>(resolve => waiting.push(resolve))
      inside += 1
    },
    leave: () => {
      const next = waiting.shift()
      if (next) next()
      else inside -= 1
    },
    users: () => inside + waiting.length,
  }
}
