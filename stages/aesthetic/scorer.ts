import { type Call, countPieces, placeOf } from '../models/compute.ts'
import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { sha256Of } from '../models/hub/hash.ts'
import { ModelError } from '../models/model-error.ts'
import { openPixels } from '../models/pixels.ts'
import { readPreprocessing } from '../models/preprocessing.ts'
import { openSession } from '../models/session.ts'
import { floatsOf, type Tensor, uint8 } from '../models/tensor.ts'
import type { Machine } from '../stage.ts'
import { type Head, scoreEmbedding } from './head.ts'
import { findHead, readHead } from './head-file.ts'
import { type AestheticOptions, aestheticBatches } from './options.ts'

/**
 * Opens a CLIP folder and a head.
 * @throws ModelError where one of them cannot be had or read, or where they do not fit each other
 */
export const openScorer = async (options: AestheticOptions, machine: Machine) => {
  const { signal } = machine
  const path = await findHead(options.head)
  const head = await readHead(path)
  const folder = await findModel(options.model)
  const preprocessing = await readPreprocessing(folder)
  const models = { 'aesthetic.clip': await fingerprint(folder, signal), 'aesthetic.head': await sha256Of(path, signal) }
  const place = placeOf(options, aestheticBatches, machine)
  const session = await openSession(folder, 'clip-image', place.session)
  const pixels = openPixels(preprocessing, place.resizers)
  const close = async () => void (await Promise.all([session.close(), pixels.close()]))
  const embed = async (pixel_values: Tensor, call: Call) => {
    const seen = await session.run({ pixel_values }, {}, call.signal)
    countPieces(seen, call)
    return floatsOf(seen.image_embeds)
  }
  try {
    const { width, height } = preprocessing.output
    const black = uint8(new Uint8Array(height * width * 3), [1, height, width, 3])
    requireFit(path, head, folder, await embed(black, { signal }))
  } catch (error) {
    await close()
    throw error
  }
  return {
    concurrency: place.session.workers,
    size: place.batch,
    models,
    engine: { ...place.engine('aesthetic'), ...session.load.engine },
    close,
    /** Scores, and why pictures could not be read, by their place. */
    score: async (images: readonly { readonly bytes: Uint8Array }[], call: Call) => {
      if (images.length === 0) return { scores: new Float32Array(0), unread: new Map<number, string>() }
      const { pixel_values, unread } = await pixels.read(images, call.signal)
      const embeddings = await embed(pixel_values, call)
      const width = head.weights.length
      const scores = Float32Array.from(images, (_, at) =>
        finite(scoreEmbedding(head, embeddings.subarray(at * width, (at + 1) * width))),
      )
      return { scores, unread }
    },
  }
}

/** Asked of the model itself, with one picture, before any row is touched. */
const requireFit = (path: string, head: Head, folder: string, embedding: Float32Array): void => {
  if (embedding.length === head.weights.length) return
  throw new ModelError(
    `${path} takes embeddings of ${head.weights.length} numbers, and ${folder} makes ${embedding.length}: LAION's heads want openai/clip-vit-large-patch14.`,
  )
}

const finite = (score: number): number => {
  if (Number.isFinite(score)) return score
  throw new Error(`the score of an image is ${score}: the model's weights are not sound, or its arithmetic overflows.`)
}
