/** A source that cannot be planned from: one sentence saying what was seen, what was wanted, what to do. Exit 2. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}
