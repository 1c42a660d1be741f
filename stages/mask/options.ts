import { z } from 'zod'
import { partsOfSpeech } from '../../schemas/slot.ts'

/** Which word of a caption the prompts replace. */
export const maskOptions = z.strictObject({
  prefer: z
    .enum(partsOfSpeech)
    .nullable()
    .default(null)
    .describe('Take a noun, or an adjective, where the caption has one; null takes either.'),
  nounWeight: z.number().nonnegative().default(1).describe('How likely a noun is taken, beside an adjective; 0 never.'),
  adjectiveWeight: z
    .number()
    .nonnegative()
    .default(1)
    .describe('How likely an adjective is taken, beside a noun; 0 never.'),
})

export type MaskOptions = z.infer<typeof maskOptions>
