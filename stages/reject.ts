import type { Reason } from '../schemas/reasons.ts'

/** Throw it to drop the row; throw anything else to stop the run. The detail must not depend on clock, load or attempt. */
export class Reject extends Error {
  override readonly name = 'Reject'
  readonly reason: Reason
  readonly detail: string

  constructor(reason: Reason, detail = '', options?: ErrorOptions) {
    // Nobody reads where a row was dropped, and every host without a robots.txt is one: a trace costs 20 us.
    const traced = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    super(detail ? `${reason}: ${detail}` : reason, options)
    Error.stackTraceLimit = traced
    this.reason = reason
    this.detail = detail
  }
}
