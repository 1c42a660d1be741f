import { createRequire } from 'node:module'
import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { sha256Of } from '../models/hub/hash.ts'
import { ModelError } from '../models/model-error.ts'
import { pixelsOf } from '../models/pixels.ts'
import { readPreprocessing } from '../models/preprocessing.ts'
import { openSession } from '../models/session.ts'
import { floatsOf, type Tensor, uint8 } from '../models/tensor.ts'
import type { Machine } from '../stage.ts'
import { type Head, scoreEmbedding } from './head.ts'
import { findHead, readHead } from './head-file.ts'
import type { AestheticOptions } from './options.ts'

const runtime = createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string }

/**
 * Opens a CLIP folder and a head.
 * @throws ModelError where one of them cannot be had or read, or where they do not fit each other
 */
export const openScorer = async (options: AestheticOptions, { workers, device, signal }: Machine) => {
  const path = await findHead(options.head)
  const head = await readHead(path)
  const folder = await findModel(options.model)
  const preprocessing = await readPreprocessing(folder)
  const models = { 'aesthetic.clip': await fingerprint(folder, signal), 'aesthetic.head': await sha256Of(path, signal) }
  const session = await openSession(folder, 'clip-image', { workers, device, dtype: options.dtype, signal })
  const embed = async (pixel_values: Tensor, signal: AbortSignal) =>
    floatsOf((await session.run({ pixel_values }, {}, signal)).image_embeds)
  try {
    const { width, height } = preprocessing.output
    const black = uint8(new Uint8Array(height * width * 3), [1, height, width, 3])
    requireFit(path, head, folder, await embed(black, signal))
  } catch (error) {
    await session.close()
    throw error
  }
  return {
    concurrency: workers,
    models,
    engine: { 'aesthetic.dtype': options.dtype, onnxruntime: runtime.version },
    close: session.close,
    score: async (images: readonly { readonly bytes: Uint8Array }[], signal: AbortSignal): Promise<Float32Array> => {
      if (images.length === 0) return new Float32Array(0)
      const embeddings = await embed(await pixelsOf(images, preprocessing), signal)
      const width = head.weights.length
      return Float32Array.from(images, (_, at) =>
        finite(scoreEmbedding(head, embeddings.subarray(at * width, (at + 1) * width))),
      )
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
