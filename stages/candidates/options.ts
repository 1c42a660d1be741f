import { z } from 'zod'
import { sources } from '../../schemas/prompt.ts'
import { computeOptions } from '../models/compute.ts'

/** More than 16 wait longer and gain nothing on a CPU. */
export const candidatesBatches = { onnx: 16, torch: 256 }

/** Where the words come from that may stand in the slot. */
export const candidatesOptions = z.strictObject({
  sources: z
    .array(z.enum(sources))
    .min(1)
    .default([...sources])
    .describe('Who proposes words: bert (a masked language model), wordnet, or both.'),
  model: z
    .string()
    .min(1)
    .default('google-bert/bert-base-uncased')
    .describe(
      'The BERT that proposes: a folder, or owner/name[@revision] in the Hugging Face cache; nothing is downloaded.',
    ),
  ...computeOptions('captions', candidatesBatches, 'nearly as exact'),
  topK: z.int().min(1).max(1000).default(50).describe('Words that BERT is asked for; most are left out by the rules.'),
  perSource: z.int().min(1).default(12).describe('Most candidates that one source may propose.'),
  senses: z
    .enum(['first', 'likely', 'all'])
    .default('first')
    .describe(
      "WordNet senses of the slot's word: the first that a picture can show; likely, the one whose words BERT proposes most; or all.",
    ),
  vocabulary: z
    .array(z.array(z.string().min(1)).min(1))
    .min(1)
    .nullable()
    .default(null)
    .describe(
      'Lists of lemmas; keep only candidates with one of them, and where the slot has a word of a list, one of that list. Null keeps all.',
    ),
  denied: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('A file of lemmas that are never proposed, one a line, in place of the built-in list of offensive ones.'),
})

export type CandidatesOptions = z.infer<typeof candidatesOptions>
