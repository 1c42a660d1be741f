import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { pixelsOf } from '../models/pixels.ts'
import { readPreprocessing } from '../models/preprocessing.ts'
import { openSession } from '../models/session.ts'
import { floatsOf, integersOf, type Tensors } from '../models/tensor.ts'
import { openTokenizer, type Tokenizer } from '../models/tokenizer.ts'
import type { Machine } from '../stage.ts'
import type { CaptionOptions } from './options.ts'

/**
 * Opens a BLIP folder for captions.
 * @throws ModelError where there is no such model, or where the folder holds another kind
 */
export const openSpeaker = async (options: CaptionOptions, { workers, device, signal }: Machine) => {
  const folder = await findModel(options.model)
  const [preprocessing, tokenizer, hash] = await Promise.all([
    readPreprocessing(folder),
    openTokenizer(folder),
    fingerprint(folder, signal),
  ])
  const session = await openSession(folder, 'caption', { workers, device, dtype: options.dtype, signal })
  const { beams, maxLength, minLength, repetitionPenalty } = options
  const prompt = tokenizer.encode(options.prompt, { isBare: true })
  const settings = { prompt, beams, maxLength, minLength, repetitionPenalty }
  return {
    concurrency: workers,
    models: { caption: hash },
    engine: { 'caption.dtype': options.dtype, ...session.load.engine },
    close: session.close,
    say: async ({ image }: { readonly image: readonly { readonly bytes: Uint8Array }[] }, signal: AbortSignal) => {
      if (image.length === 0) return []
      const pixel_values = await pixelsOf(image, preprocessing)
      return textsOf(await session.run({ pixel_values }, settings, signal), tokenizer)
    },
  }
}

const textsOf = ({ ids, lengths, scores }: Tensors, tokenizer: Tokenizer) => {
  const tokens = integersOf(ids)
  const longest = ids?.shape[1] ?? 0
  const score = floatsOf(scores)
  return integersOf(lengths).map((length, at) => ({
    caption: tokenizer.decode(tokens.slice(at * longest, at * longest + length)).trim(),
    score: score[at]!,
  }))
}
