import { count, duration } from './face/table.ts'
import type { Clock } from './line.ts'
import type { Progress } from './progress.ts'

/**
 * An alarm for runs that have gone quiet: ask it often. It answers a sentence that names stages and hosts when for
 * `quietMs` no call of any stage has ended and no row was finished, and again after each further `quietMs`; else null.
 */
export const stallAlarm = (progress: Progress, quietMs: number, clock: Clock): (() => string | null) => {
  let seen = signOfLife(progress)
  let [since, rung] = [clock(), clock()]
  return () => {
    const now = clock()
    const sign = signOfLife(progress)
    if (sign !== seen) {
      seen = sign
      since = now
      rung = now
    }
    if (now - rung < quietMs) return null
    rung = now
    return `nothing has moved for ${duration((now - since) / 1000)}: ${whoWaits(progress)}`
  }
}

/** Grows whenever anything happens. */
const signOfLife = ({ stages, rows, shards }: Progress): number =>
  stages.reduce((sum, { meter }) => sum + meter.ended + meter.rowsIn, rows.written + rows.rejected + shards.done)

const whoWaits = ({ stages }: Progress): string => {
  const busy = stages.filter(({ meter }) => meter.active > 0)
  if (busy.length === 0) return 'no stage has anything in hand, so the source or the writer is slow'
  return busy
    .map(({ name, meter, waitsFor }) => {
      const whom = waitsFor?.() ?? []
      return `stage ${name} has ${count(meter.active)} in hand${whom.length > 0 ? ` and waits for ${whom.join(', ')}` : ''}`
    })
    .join('; ')
}
