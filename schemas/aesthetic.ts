import { type Columns, column } from './column.ts'

export const image_aesthetic = column(
  'float32',
  "Aesthetic score of the stored image, by the CLIP and the head whose hashes stand in the shard's footer.",
)

/** What the aesthetic stage adds. */
export const aestheticColumns = { image_aesthetic } satisfies Columns
