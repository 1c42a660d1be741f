import pLimit from 'p-limit'
import { readTextWindow } from '../models/architecture/clip.ts'
import { type Call, countPieces, placeOf } from '../models/compute.ts'
import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { openSession } from '../models/session.ts'
import { floatsOf } from '../models/tensor.ts'
import { growTokenTree } from '../models/token-tree.ts'
import { openTokenizer } from '../models/tokenizer.ts'
import type { Machine } from '../stage.ts'
import { type SelectOptions, selectBatches } from './options.ts'
import { unitVector } from './similarity.ts'

/** The direction of each text, by the text. */
export type Directions = ReadonlyMap<string, Float64Array>

/**
 * Opens a CLIP folder for texts.
 * @throws ModelError where there is no such model, or where the folder holds another kind
 */
export const openEmbedder = async (options: SelectOptions, machine: Machine) => {
  const folder = await findModel(options.model)
  const [tokenizer, window, hash] = await Promise.all([
    openTokenizer(folder),
    readTextWindow(folder),
    fingerprint(folder, machine.signal),
  ])
  const place = placeOf(options, selectBatches, machine)
  const { workers } = place.session
  const session = await openSession(folder, 'clip-prompts', place.session)
  // One more than there are workers, so that the next texts are ids already when a worker is free.
  const lane = pLimit(workers + 1)

  const idsOf = (text: string): readonly number[] => {
    const ids = tokenizer.encode(text, { maxTokens: window })
    // A caption may spell the end token itself: the model reads up to the first.
    return ids.slice(0, ids.indexOf(ids.at(-1)!) + 1)
  }
  const run = async (given: readonly string[], call: Call): Promise<Directions> => {
    const texts = [...new Set(given)]
    const answer = await session.run(growTokenTree(texts.map(idsOf)), {}, call.signal)
    countPieces(answer, call)
    const embeddings = floatsOf(answer.text_embeds)
    const width = embeddings.length / texts.length
    return new Map(texts.map((text, at) => [text, unitVector(embeddings.subarray(at * width, (at + 1) * width))]))
  }
  return {
    concurrency: workers,
    models: { select: hash },
    engine: { ...place.engine('select'), ...session.load.engine },
    /** Captions, with their prompts, that go together. */
    captionsAtOnce: place.batch,
    close: session.close,
    /** Whether what stands behind these words, and before the end token, is still read. */
    readsBehind: (beginning: string): boolean => tokenizer.encode(beginning, { isBare: true }).length < window - 2,
    /** One run over texts, of which those that begin alike share their beginning; a repeated text goes once. */
    embed: (texts: readonly string[], call: Call): Promise<Directions> => lane(run, texts, call),
  }
}
