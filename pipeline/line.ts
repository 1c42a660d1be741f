import type { MsByName, RunningMeter } from './meter.ts'

export type Clock = () => number

/** The stages of a run in their order, whose meters move on together, so that each knows whom it waits for. */
export interface Line {
  /** The next stage. */
  add(name: string): RunningMeter
  /** What feeds the first stage: at work while its rows are read. */
  readonly source: RunningMeter
  /** Told whether a shard waits to be begun because enough is in flight. */
  hold(isHeld: boolean): void
}

interface Place {
  readonly name: string
  readonly meter: RunningMeter
}

/** A line whose times move on by `clock`, in milliseconds. */
export const startLine = (clock: Clock): Line => {
  const places: Place[] = []
  let since = clock()
  const advance = () => {
    const now = clock()
    const passed = now - since
    since = now
    if (passed === 0) return
    for (let at = 0; at < places.length; at += 1) book(places[at]!.meter, standing(places, at), passed)
  }
  const add = (name: string): RunningMeter => {
    advance()
    const times = { busyMs: 0, blockedMs: 0, starvedMs: 0 }
    const counts = { rowsIn: 0, rowsOut: 0, rejected: 0, active: 0, ended: 0, untaken: 0 }
    const meter = { ...counts, times, waitedForMs: {}, heldByMs: {}, advance }
    places.push({ name, meter })
    return meter
  }
  const source = add('source')
  const hold = (isHeld: boolean) => {
    advance()
    source.untaken = isHeld ? 1 : 0
  }
  return { add, source, hold }
}

/** What one does at this moment, and on account of whom. */
interface Standing {
  readonly state: keyof RunningMeter['times']
  readonly whom: string | null
}

const standing = (places: readonly Place[], at: number): Standing => {
  const { meter } = places[at]!
  if (meter.active > 0) return { state: 'busyMs', whom: null }
  if (meter.untaken > 0) return { state: 'blockedMs', whom: holderOf(places, at) }
  const before = nearestBefore(places, at)
  // Before the first row and after the last one nobody is to blame.
  if (!before) return { state: 'starvedMs', whom: null }
  // Nothing is on its way here, and no shard may begin: those behind have enough in hand.
  if (before === places[0] && before.meter.active === 0) return { state: 'blockedMs', whom: holderOf(places, at) }
  return { state: 'starvedMs', whom: before.name }
}

/** The nearest one before that is at work, or has something to give. */
const nearestBefore = (places: readonly Place[], at: number): Place | undefined => {
  for (let near = at - 1; near >= 0; near -= 1) {
    const { meter } = places[near]!
    if (meter.active + meter.untaken > 0) return places[near]
  }
  return undefined
}

/** The nearest one behind that is at work; where none is, rows wait to be written. */
const holderOf = (places: readonly Place[], at: number): string =>
  places.slice(at + 1).find(({ meter }) => meter.active > 0)?.name ?? 'writer'

const book = (meter: RunningMeter, { state, whom }: Standing, ms: number): void => {
  meter.times[state] += ms
  if (whom === null) return
  const account = state === 'blockedMs' ? meter.heldByMs : meter.waitedForMs
  account[whom] = (account[whom] ?? 0) + ms
}

/** Adds milliseconds to those that are there. */
export const addMs = (sums: MsByName, more: Readonly<MsByName>): MsByName => {
  for (const name in more) sums[name] = (sums[name] ?? 0) + more[name]!
  return sums
}
