import { type Call, countPieces, placeOf } from '../models/compute.ts'
import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { openPixels } from '../models/pixels.ts'
import { readPreprocessing } from '../models/preprocessing.ts'
import { openSession } from '../models/session.ts'
import { floatsOf, integersOf, type Tensors } from '../models/tensor.ts'
import { openTokenizer, type Tokenizer } from '../models/tokenizer.ts'
import type { Machine } from '../stage.ts'
import { type CaptionOptions, captionBatches } from './options.ts'

/**
 * Opens a BLIP folder for captions.
 * @throws ModelError where there is no such model, or where the folder holds another kind
 */
export const openSpeaker = async (options: CaptionOptions, machine: Machine) => {
  const folder = await findModel(options.model)
  const [preprocessing, tokenizer, hash] = await Promise.all([
    readPreprocessing(folder),
    openTokenizer(folder),
    fingerprint(folder, machine.signal),
  ])
  const place = placeOf(options, captionBatches, machine)
  const session = await openSession(folder, 'caption', place.session)
  const pixels = openPixels(preprocessing, place.resizers)
  const { beams, maxLength, minLength, repetitionPenalty } = options
  const prompt = tokenizer.encode(options.prompt, { isBare: true })
  const settings = { prompt, beams, maxLength, minLength, repetitionPenalty }
  return {
    concurrency: place.session.workers,
    size: place.batch,
    models: { caption: hash },
    engine: { ...place.engine('caption'), ...session.load.engine },
    close: async () => void (await Promise.all([session.close(), pixels.close()])),
    say: async ({ image }: { readonly image: readonly { readonly bytes: Uint8Array }[] }, call: Call) => {
      if (image.length === 0) return { said: [], unread: new Map<number, string>() }
      const { pixel_values, unread } = await pixels.read(image, call.signal)
      const answer = await session.run({ pixel_values }, settings, call.signal)
      countPieces(answer, call)
      return { said: textsOf(answer, tokenizer), unread }
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
