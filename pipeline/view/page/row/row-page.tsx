import type { Library } from '../data/library.ts'
import type { Session } from '../gallery/session.ts'

export const RowPage = ({
  path,
  row,
}: {
  readonly library: Library
  readonly session: Session
  readonly path: string
  readonly row: number
}) => (
  <h1>
    Row {row} of {path}
  </h1>
)
