/** The opt-out list cannot be read, or has a line that is none: one sentence, nothing is fetched. */
export class OptOutError extends Error {
  override readonly name = 'OptOutError'
}
