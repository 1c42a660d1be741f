import { type BlipBlueprints, blipNames } from './architecture/blip.ts'
import { type Decoder, type Generation, generate } from './generate/generate.ts'
import type { Opening, Program } from './program.ts'
import { loadGraph, type Runnable } from './runtime.ts'
import { float32, floatsOf, int64, type Tensor, type Tensors } from './tensor.ts'

/**
 * A BLIP that captions.
 * In: pixel_values uint8 [images, side, side, 3], and `Generation` as settings, its prompt without begin token.
 * Out: ids int64 [images, tokens], filled up with end tokens; lengths int64 [images]; scores float32 [images].
 */
export const openCaptioner = async (blip: BlipBlueprints, opening: Opening): Promise<Program> => {
  const look = await loadGraph(blip.look, opening)
  const say = await loadGraph(blip.say, opening)
  const { beginId, endId, vocabulary, maxPositions } = blip.tokens
  return {
    run: async (inputs, settings) => {
      const generation = settings as Generation
      if (generation.maxLength > maxPositions) {
        throw new Error(
          `${opening.folder}: maxLength ${generation.maxLength} is beyond the model's ${maxPositions} positions.`,
        )
      }
      const images = inputs.pixel_values?.shape[0] ?? 0
      const cross = await look.run(inputs)
      const decoder = images === 1 ? inCompany(startDecoder(blip, say, twice(cross))) : startDecoder(blip, say, cross)
      const prompt = [beginId, ...generation.prompt]
      const texts = await generate(decoder, images, { ...generation, prompt, endId, vocabulary })
      const longest = Math.max(0, ...texts.map(({ ids }) => ids.length))
      const filled = texts.flatMap(({ ids }) => [...ids, ...Array(longest - ids.length).fill(endId)])
      return {
        ids: int64(filled, [images, longest]),
        lengths: int64(texts.map(({ ids }) => ids.length)),
        scores: float32(Float32Array.from(texts, ({ score }) => score)),
      }
    },
  }
}

/** Keeps the keys and values of the texts between the steps. */
const startDecoder = ({ caches }: BlipBlueprints, say: Runnable, cross: Tensors): Decoder => {
  const { layers, heads, headWidth } = caches
  const names = Array.from({ length: layers }, (_, index) => {
    const [past, present] = [blipNames.past(index), blipNames.present(index)]
    return [[past.key, present.key] as const, [past.value, present.value] as const]
  }).flat()
  let last: Tensors = {}

  const recall = (present: string, texts: number, origins: readonly number[] | undefined): Tensor => {
    const tensor = last[present]
    return tensor && origins ? pick(tensor, origins) : float32(new Float32Array(0), [texts, heads, 0, headWidth])
  }
  return {
    step: async (ids, origins) => {
      const past = names.map(([past, present]) => [past, recall(present, ids.length, origins)] as const)
      const input_ids = int64(ids.flat(), [ids.length, ids[0]?.length ?? 0])
      last = await say.run({ ...cross, ...Object.fromEntries(past), input_ids })
      return floatsOf(last.logits)
    },
  }
}

/**
 * One image goes twice. A matrix product of one single row takes another way through onnxruntime, with other rounding:
 * in company, the bits of a caption do not depend on how many images were in its batch.
 */
const inCompany = (decoder: Decoder): Decoder => {
  let textsBefore = 0
  return {
    step: async (ids, origins) => {
      const both = origins && [...origins, ...origins.map(origin => origin + textsBefore)]
      textsBefore = ids.length
      const logits = await decoder.step([...ids, ...ids], both)
      return logits.subarray(0, logits.length / 2)
    },
  }
}

/** Rows of a tensor by their first index; the tensor itself where that changes nothing. */
const pick = (tensor: Tensor, rows: readonly number[]): Tensor => {
  const count = tensor.shape[0] as number
  if (rows.length === count && rows.every((row, index) => row === index)) return tensor
  const data = floatsOf(tensor)
  const size = data.length / count
  const picked = new Float32Array(rows.length * size)
  for (const [index, row] of rows.entries()) picked.set(data.subarray(row * size, (row + 1) * size), index * size)
  return float32(picked, [rows.length, ...tensor.shape.slice(1)])
}

const twice = (tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, pick(tensor, [0, 0])]))
