import { z } from 'zod'
import type { Slot } from '../../schemas/slot.ts'
import { type Call, countPieces, placeOf } from '../models/compute.ts'
import { readConfig, size } from '../models/config.ts'
import { findModel } from '../models/hub/find.ts'
import { fingerprint } from '../models/hub/fingerprint.ts'
import { ModelError } from '../models/model-error.ts'
import { openSession } from '../models/session.ts'
import { floatsOf, int32, int64, integersOf, type Tensors } from '../models/tensor.ts'
import { openTokenizer, type Tokenizer } from '../models/tokenizer.ts'
import type { Machine } from '../stage.ts'
import { type CandidatesOptions, candidatesBatches } from './options.ts'

/** A token that the model would say in the slot, and how likely it is there. Sub-words begin with `##`. */
export interface Prediction {
  readonly word: string
  readonly probability: number
}

/** A caption and the slot in it. */
export interface SlottedCaption {
  readonly caption: string
  readonly slot: Slot
}

const positions = z.object({ max_position_embeddings: size.default(512) })

/**
 * Opens a BERT folder for words in slots.
 * @throws ModelError where there is no such model, or where the folder holds another kind
 */
export const openMaskedLanguageModel = async (options: CandidatesOptions, machine: Machine) => {
  const folder = await findModel(options.model)
  const [{ max_position_embeddings: longest }, tokenizer, hash] = await Promise.all([
    readConfig(folder, positions),
    openTokenizer(folder),
    fingerprint(folder, machine.signal),
  ])
  const tokens = tokensOf(folder, tokenizer)
  const place = placeOf(options, candidatesBatches, machine)
  const session = await openSession(folder, 'fill-mask', place.session)
  const ask = async (rows: readonly Masked[], call: Call): Promise<Prediction[][]> => {
    const outputs = ['ids', 'probabilities']
    const answer = await session.run(inputsOf(rows, tokens.pad, options.topK), { outputs }, call.signal)
    countPieces(answer, call)
    return predictionsOf(answer, rows.length, tokenizer)
  }
  return {
    concurrency: place.session.workers,
    // Several batches of the model, so that those of like length find each other.
    size: 4 * place.batch,
    models: { 'fill-mask': hash },
    engine: { ...place.engine('candidates'), ...session.load.engine },
    close: session.close,
    /** Answers the `topK` likeliest tokens of each slot, the likeliest first. */
    predict: async (captions: readonly SlottedCaption[], call: Call): Promise<Prediction[][]> => {
      const masked = captions.map(given => maskSlot(given, tokenizer, tokens, longest))
      const predictions: Prediction[][] = new Array(captions.length)
      for (const group of byLength(masked, place.batch)) {
        const said = await ask(
          group.map(at => masked[at]!),
          call,
        )
        for (const [place, at] of group.entries()) predictions[at] = said[place]!
      }
      return predictions
    },
  }
}

interface SpecialTokens {
  readonly start: number
  readonly end: number
  readonly mask: number
  readonly pad: number
}

const tokensOf = (folder: string, tokenizer: Tokenizer): SpecialTokens => {
  const idOf = (token: string): number => {
    const id = tokenizer.idOf(token)
    if (id === undefined)
      throw new ModelError(`The tokenizer of ${folder} has no ${token}: a masked language model with one is wanted.`)
    return id
  }
  return { start: idOf('[CLS]'), end: idOf('[SEP]'), mask: idOf('[MASK]'), pad: idOf('[PAD]') }
}

interface Masked {
  readonly ids: readonly number[]
  readonly position: number
}

/** The caption's tokens with the slot as one mask; of a caption that is too long, those around the slot. */
const maskSlot = (
  { caption, slot }: SlottedCaption,
  tokenizer: Tokenizer,
  { start, end, mask }: SpecialTokens,
  longest: number,
): Masked => {
  const before = tokenizer.encode(caption.slice(0, slot.start), { isBare: true })
  const after = tokenizer.encode(caption.slice(slot.end), { isBare: true })
  const room = longest - 3
  const left = before.slice(Math.max(0, before.length - Math.max(Math.floor(room / 2), room - after.length)))
  const right = after.slice(0, room - left.length)
  return { ids: [start, ...left, mask, ...right, end], position: 1 + left.length }
}

/** Row numbers in groups of like length, so that little is padded. */
const byLength = (rows: readonly Masked[], textsAtOnce: number): number[][] => {
  const order = [...rows.keys()].sort((a, b) => rows[a]!.ids.length - rows[b]!.ids.length || a - b)
  return Array.from({ length: Math.ceil(order.length / textsAtOnce) }, (_, at) =>
    order.slice(at * textsAtOnce, (at + 1) * textsAtOnce),
  )
}

const inputsOf = (rows: readonly Masked[], pad: number, topK: number): Tensors => {
  const length = Math.max(...rows.map(({ ids }) => ids.length))
  const shape = [rows.length, length]
  const padded = rows.flatMap(({ ids }) => [...ids, ...new Array<number>(length - ids.length).fill(pad)])
  const mask = rows.flatMap(({ ids }) => Array.from({ length }, (_, at) => (at < ids.length ? 1 : 0)))
  return {
    input_ids: int64(padded, shape),
    attention_mask: int32(mask, shape),
    mask_positions: int64(rows.map(({ position }) => position)),
    k: int64([topK]),
  }
}

const predictionsOf = ({ ids, probabilities }: Tensors, rows: number, tokenizer: Tokenizer): Prediction[][] => {
  const chances = floatsOf(probabilities)
  const found = integersOf(ids)
  const k = found.length / rows
  return Array.from({ length: rows }, (_, row) =>
    found
      .slice(row * k, (row + 1) * k)
      .map((id, at) => ({ word: tokenizer.tokenOf(id) ?? '', probability: rounded(chances[row * k + at]!) }))
      .sort((a, b) => b.probability - a.probability || (a.word < b.word ? -1 : 1)),
  )
}

// The last bits depend on how texts were batched; what is chosen must not.
const rounded = (probability: number): number => Number(probability.toPrecision(4))
