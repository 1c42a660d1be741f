import { type Columns, column, optional } from './column.ts'

export const caption = column('utf8', 'What the image shows, as the caption model says it.')
export const caption_score = optional(
  'float32',
  "Mean natural log-probability of the caption's tokens; null where the caption came from the source.",
)

/** What the caption stage adds. */
export const captionColumns = { caption, caption_score } satisfies Columns
