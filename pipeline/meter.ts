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
  /** Milliseconds with a call under way; without, with an answer that nobody took or no shard that may begin; with nothing to do. */
  readonly times: { busyMs: number; blockedMs: number; starvedMs: number }
  /** Of the starved milliseconds those in which another was at work that has to come first, by its name. */
  readonly waitedForMs: MsByName
  /** Of the blocked milliseconds those in which another one had to be waited for, by its name. */
  readonly heldByMs: MsByName
}

export interface MsByName {
  [name: string]: number
}

/** A meter that books the time since the last change of the run, for every stage of it; call it before a change. */
export type RunningMeter = Meter & { advance(): void }

/** Books `work` as a call under way. */
export const metered = async <T>(meter: RunningMeter, work: () => Promise<T> | T): Promise<T> => {
  change(meter, 'active', 1)
  try {
    return await work()
  } finally {
    change(meter, 'active', -1)
    meter.ended += 1
  }
}

/** Passes items on and books the time until the taker comes back as blocked. */
export async function* offered<T>(meter: RunningMeter, source: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of source) {
    change(meter, 'untaken', 1)
    try {
      yield item
    } finally {
      change(meter, 'untaken', -1)
    }
  }
}

/** Passes items on and books the time until each of them comes as a call under way. */
export async function* drawn<T>(meter: RunningMeter, source: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step = await metered(meter, () => iterator.next())
      if (step.done) return
      yield step.value
    }
  } finally {
    await iterator.return?.()
  }
}

/** Two calls at once are as busy as one: only the first to come and the last to go are worth a look at the clock. */
const change = (meter: RunningMeter, what: 'active' | 'untaken', by: 1 | -1): void => {
  if (meter[what] === (by === 1 ? 0 : 1)) meter.advance()
  meter[what] += by
}
