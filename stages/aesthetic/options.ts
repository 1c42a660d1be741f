import { z } from 'zod'
import { computeOptions } from '../models/compute.ts'

export const aestheticBatches = { onnx: 4, torch: 64 }

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
  ...computeOptions('pictures', aestheticBatches, 'moves scores a little'),
  min: z.number().nullable().default(null).describe('Least score to keep, of this head; null keeps all.'),
})

export type AestheticOptions = z.infer<typeof aestheticOptions>
