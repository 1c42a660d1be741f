import { z } from 'zod'

/** How images are scored. */
export const aestheticOptions = z.strictObject({
  model: z
    .string()
    .min(1)
    .default('openai/clip-vit-large-patch14')
    .describe(
      'The CLIP whose image embedding is scored: a folder, or owner/name[@revision] in the Hugging Face cache; nothing is downloaded.',
    ),
  head: z
    .string()
    .min(1)
    .default('v1')
    .describe("What makes a score of it: LAION's v1 or v2, or a .pth or .safetensors file like these."),
  dtype: z
    .enum(['fp32', 'int8'])
    .default('fp32')
    .describe('Arithmetic of the model: float32, or weights and activations as 8-bit integers.'),
  min: z.number().nullable().default(null).describe('Least score to keep, of this head; null keeps all.'),
})

export type AestheticOptions = z.infer<typeof aestheticOptions>
