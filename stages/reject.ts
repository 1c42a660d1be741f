import type { Reason } from '../schemas/reasons.ts'

/** Throw it to drop the row; throw anything else to stop the run. The detail must not depend on clock, load or attempt. */
export class Reject extends Error {
  override readonly name = 'Reject'
  readonly reason: Reason
  readonly detail: string

  constructor(reason: Reason, detail = '', options?: ErrorOptions) {
    super(detail ? `${reason}: ${detail}` : reason, options)
    this.reason = reason
    this.detail = detail
  }
}
