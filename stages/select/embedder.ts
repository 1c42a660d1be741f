import pLimit from 'p-limit'
import { readTextWindow } from '../models/architecture/clip.ts'
import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { openSession } from '../models/session.ts'
import { floatsOf } from '../models/tensor.ts'
import { growTokenTree } from '../models/token-tree.ts'
import { openTokenizer } from '../models/tokenizer.ts'
import type { Machine } from '../stage.ts'
import type { SelectOptions } from './options.ts'
import { unitVector } from './similarity.ts'

/** The direction of each text, by the text. */
export type Directions = ReadonlyMap<string, Float64Array>

/**
 * Opens a CLIP folder for texts.
 * @throws ModelError where there is no such model, or where the folder holds another kind
 */
export const openEmbedder = async ({ model, dtype }: SelectOptions, { workers, device, signal }: Machine) => {
  const folder = await findModel(model)
  const [tokenizer, window, hash] = await Promise.all([
    openTokenizer(folder),
    readTextWindow(folder),
    fingerprint(folder, signal),
  ])
  const session = await openSession(folder, 'clip-prompts', { workers, device, dtype, signal })
  // One more than there are workers, so that the next texts are ids already when a worker is free.
  const lane = pLimit(workers + 1)

  const idsOf = (text: string): readonly number[] => {
    const ids = tokenizer.encode(text, { maxTokens: window })
    // A caption may spell the end token itself: the model reads up to the first.
    return ids.slice(0, ids.indexOf(ids.at(-1)!) + 1)
  }
  const run = async (given: readonly string[], signal: AbortSignal): Promise<Directions> => {
    const texts = [...new Set(given)]
    const { text_embeds } = await session.run(growTokenTree(texts.map(idsOf)), {}, signal)
    const embeddings = floatsOf(text_embeds)
    const width = embeddings.length / texts.length
    return new Map(texts.map((text, at) => [text, unitVector(embeddings.subarray(at * width, (at + 1) * width))]))
  }
  return {
    concurrency: workers,
    models: { select: hash },
    engine: { 'select.dtype': dtype, ...session.load.engine },
    close: session.close,
    /** Whether what stands behind these words, and before the end token, is still read. */
    readsBehind: (beginning: string): boolean => tokenizer.encode(beginning, { isBare: true }).length < window - 2,
    /** One run over texts that begin alike, such as a caption with its prompts; a repeated text goes once. */
    embed: (texts: readonly string[], signal: AbortSignal): Promise<Directions> => lane(run, texts, signal),
  }
}
