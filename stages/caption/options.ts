import { z } from 'zod'
import { spellings } from '../../schemas/laion.ts'
import { computeOptions } from '../models/compute.ts'

/** Four texts share the decoder's weights in the caches of a CPU; more wait longer and gain little. */
export const captionBatches = { onnx: 4, torch: 64 }

/** How images get their captions. */
export const captionOptions = z.strictObject({
  model: z
    .string()
    .min(1)
    .default('Salesforce/blip-image-captioning-base')
    .describe(
      'The BLIP that captions: a folder, or owner/name[@revision] in the Hugging Face cache; nothing is downloaded.',
    ),
  ...computeOptions('pictures', captionBatches, 'nearly as exact'),
  prompt: z.string().default('').describe('What every caption starts with, such as "a photography of".'),
  beams: z.int().min(1).max(16).default(1).describe('Beams of the search; 1 is greedy.'),
  maxLength: z.int().min(3).default(20).describe('Longest caption in tokens, prompt and end included.'),
  minLength: z.int().min(0).default(0).describe('Shortest caption in tokens, prompt and end included.'),
  repetitionPenalty: z
    .number()
    .positive()
    .default(1)
    .describe('Above 1 makes tokens that were said already less likely.'),
  from: z
    .string()
    .refine(name => spellings.text.includes(name.toLowerCase()), `wanted ${spellings.text.join(' or ')}`)
    .nullable()
    .default(null)
    .describe('Take the captions of the source (TEXT) instead of a model; null runs the model.'),
})

export type CaptionOptions = z.infer<typeof captionOptions>
