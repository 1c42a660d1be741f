import { z } from 'zod'

const share = z.number().min(0).max(1).nullable().optional()

/** Which rows to plan. A rule that is absent here takes the preset's value; null turns it off. */
export const filterOptions = z.strictObject({
  preset: z
    .enum(['auto', 'v1', 'v2', 're-laion', 'none'])
    .default('auto')
    .describe(
      'v1, v2: aesthetic > 7 by that predictor, punsafe < 0.5, pwatermark < 0.8; re-laion: without the aesthetic rule; auto: none for a source that holds images or has no URLs, else v1.',
    ),
  minAesthetic: z.number().nullable().optional().describe('Keep scores strictly greater than this.'),
  maxUnsafe: share.describe(
    'Keep punsafe strictly less than this, where there is such a column; older releases have NSFW, of which UNLIKELY is kept.',
  ),
  maxWatermark: share.describe('Keep pwatermark strictly less than this, where there is such a column.'),
  minSimilarity: z.number().nullable().optional().describe('Keep CLIP similarities of at least this.'),
  language: z.string().min(1).nullable().optional().describe('Keep this language, compared without case.'),
  minSide: z.number().positive().nullable().optional().describe('Keep declared widths and heights of at least this.'),
  maxAspect: z
    .number()
    .min(1)
    .nullable()
    .optional()
    .describe('Keep longer over shorter declared side of at most this.'),
  missing: z
    .enum(['drop', 'keep'])
    .default('drop')
    .describe('What to do with a row whose value for a rule is null or NaN.'),
})

export type FilterOptions = z.infer<typeof filterOptions>
export type RuleOption = Exclude<keyof FilterOptions, 'preset' | 'missing'>
export type Preset = Exclude<FilterOptions['preset'], 'auto'>
export type Predictor = 'V1' | 'V2' | 'unknown'

/** What each preset sets; every other rule is off unless it is asked for. */
export const presets: {
  readonly [name in Preset]: { readonly [option in RuleOption]?: number } & { readonly predictor?: Predictor }
} = {
  v1: { minAesthetic: 7, maxUnsafe: 0.5, maxWatermark: 0.8, predictor: 'V1' },
  v2: { minAesthetic: 7, maxUnsafe: 0.5, maxWatermark: 0.8, predictor: 'V2' },
  're-laion': { maxUnsafe: 0.5, maxWatermark: 0.8 },
  none: {},
}
