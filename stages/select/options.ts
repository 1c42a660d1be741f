import { z } from 'zod'
import { computeOptions } from '../models/compute.ts'

/** The texts of one caption share their beginning, which a CPU computes once; 16 captions are some 400 texts. */
export const selectBatches = { onnx: 1, torch: 16 }

/** How a caption's prompts are chosen from its candidates. */
export const selectOptions = z.strictObject({
  model: z
    .string()
    .min(1)
    .default('openai/clip-vit-large-patch14')
    .describe(
      'The CLIP whose text embeddings are compared: a folder, or owner/name[@revision] in the Hugging Face cache; nothing is downloaded.',
    ),
  ...computeOptions('captions, with their prompts,', selectBatches, 'moves cosines by up to .006'),
  strategy: z
    .enum(['levels', 'quantiles', 'spread', 'random'])
    .default('levels')
    .describe(
      'levels: one prompt from each of equally wide bins of the distance to the caption (Soft-PA); quantiles: from bins of ' +
        'equal count; spread: each as far as possible from those before it; random: any (PA).',
    ),
  keep: z
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe('Prompts for each caption; a pool of fewer than twice as many is rejected.'),
  minProbability: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      'Leaves candidates out of the pool to which BERT gives less, or which BERT did not propose; null keeps all.',
    ),
})

export type SelectOptions = z.infer<typeof selectOptions>
