/** What a stage did over a run. Busy, starved and blocked add up to the time since the meter was made. */
export interface Meter {
  rowsIn: number
  rowsOut: number
  rejected: number
  /** Calls under way now. */
  active: number
  /** Calls that have ended. */
  ended: number
  /** Answers that nobody has taken yet. */
  untaken: number
  /** Milliseconds with at least one call under way; without, with an answer waiting for its taker; with nothing to do. */
  readonly times: { busyMs: number; blockedMs: number; starvedMs: number }
}

export type Clock = () => number

/** A meter whose times move on by `clock`, in milliseconds. */
export const startMeter = (clock: Clock): Meter & { advance(): void } => {
  let since = clock()
  const meter = {
    rowsIn: 0,
    rowsOut: 0,
    rejected: 0,
    active: 0,
    ended: 0,
    untaken: 0,
    times: { busyMs: 0, blockedMs: 0, starvedMs: 0 },
    /** Books the time since the last call under what the stage was doing; call it before `active` or `untaken` change. */
    advance() {
      const now = clock()
      const state = meter.active > 0 ? 'busyMs' : meter.untaken > 0 ? 'blockedMs' : 'starvedMs'
      meter.times[state] += now - since
      since = now
    },
  }
  return meter
}

export type RunningMeter = ReturnType<typeof startMeter>

/** Books `work` as a call under way. */
export const metered = async <T>(meter: RunningMeter, work: () => Promise<T> | T): Promise<T> => {
  meter.advance()
  meter.active += 1
  try {
    return await work()
  } finally {
    meter.advance()
    meter.active -= 1
    meter.ended += 1
  }
}

/** Passes items on and books the time until the taker comes back as blocked. */
export async function* offered<T>(meter: RunningMeter, source: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of source) {
    meter.advance()
    meter.untaken += 1
    try {
      yield item
    } finally {
      meter.advance()
      meter.untaken -= 1
    }
  }
}
