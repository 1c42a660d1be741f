import { z } from 'zod'

/** How rows become shards. */
export const planOptions = z.strictObject({
  rowsPerShard: z.int().min(1).max(100_000).default(1000).describe('rows of metadata in a shard'),
  dedup: z
    .boolean()
    .default(true)
    .describe('keep only the first row of each URL (of each content where there is no URL)'),
  shuffle: z
    .union([z.literal('auto'), z.boolean()])
    .default('auto')
    .describe('seeded shuffle; auto shuffles metadata and keeps the order of sources that hold images'),
})

export const maxRejectRate = z
  .number()
  .min(0)
  .max(1)
  .default(0.9)
  .describe('stop when more than this share of the rows is rejected, judged after 1,000 rows; changes no byte')
