import { aestheticColumns } from './aesthetic.ts'
import { captionColumns } from './caption.ts'
import { type Columns, optional } from './column.ts'
import { fetchedColumns, imageColumns } from './image.ts'
import { laionColumns, planColumns } from './laion.ts'
import { candidates, promptColumns } from './prompt.ts'
import { slotColumns } from './slot.ts'

/** Columns without those that no shard stores. */
export const stored = (columns: Columns): Columns =>
  Object.fromEntries(Object.entries(columns).filter(([, column]) => !column.transient))

/** What a shard of recipe `fetch` holds for every row; the source's own columns stand beside it, null where it had none. */
export const imageShard = { ...planColumns, ...imageColumns } satisfies Columns

/** What a shard of recipe `caption` holds for every row. */
export const captionShard = { ...imageShard, caption: captionColumns.caption } satisfies Columns

/** What a shard of recipe `aesthetic` holds for every row. */
export const aestheticShard = { ...imageShard, ...aestheticColumns } satisfies Columns

/** What a shard of recipe `augment` holds for every row. */
export const textShard = {
  ...planColumns,
  caption: captionColumns.caption,
  ...slotColumns,
  ...promptColumns,
} satisfies Columns

/** What a shard of recipe `laion` holds for every row: all that the trainer needs. */
export const promptShard = { ...imageShard, ...textShard } satisfies Columns

/** Every column that softpa knows, by its one name. */
export const allColumns = {
  ...planColumns,
  ...laionColumns,
  ...fetchedColumns,
  ...imageColumns,
  ...captionColumns,
  ...aestheticColumns,
  ...slotColumns,
  candidates,
  ...promptColumns,
} satisfies Columns

/** What a reject says beside the row so far. */
export const rejectColumns = {
  stage: optional('utf8', 'The stage that rejected the row.'),
  reason: optional('utf8', 'One of the closed list of reasons.'),
  detail: optional('utf8', 'What was seen, in free text.'),
} satisfies Columns
