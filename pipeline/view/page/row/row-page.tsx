import type { Library } from '../data/library.ts'

export const RowPage = ({ path, row }: { readonly library: Library; readonly path: string; readonly row: number }) => (
  <h1>
    Row {row} of {path}
  </h1>
)
