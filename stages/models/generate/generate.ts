import { startBeams } from './beams.ts'
import { startGreedy } from './greedy.ts'

/** How a text grows; names and meanings are those of `transformers`. */
export interface Generation {
  /** Tokens that every text starts with. */
  readonly prompt: readonly number[]
  /** Tokens of a whole text, prompt and end token included. */
  readonly maxLength: number
  readonly minLength: number
  /** 1 is greedy. */
  readonly beams: number
  /** 1 changes nothing; above, tokens that the text already has become less likely. */
  readonly repetitionPenalty: number
}

/** What the search must know besides. */
export interface SearchSettings extends Generation {
  readonly endId: number
  readonly vocabulary: number
}

/** One text that was generated. */
export interface Generated {
  /** Prompt and end token included; a text that reached `maxLength` may have no end token. */
  readonly ids: readonly number[]
  /** Mean natural log-probability of the generated tokens, the end token too, before penalties. */
  readonly score: number
}

/** The model's side: what comes next. */
export interface Decoder {
  /**
   * @param ids new tokens for each text, all of the same count; the texts of one image follow each other
   * @param origins for each text, the text of the step before that it continues; absent at the first step
   * @returns logits [texts x vocabulary] behind the last token of each
   */
  step(ids: readonly (readonly number[])[], origins?: readonly number[]): Promise<Float32Array>
}

/** A text in the making, and the text of the step before that it continues. */
export interface Growing {
  readonly ids: readonly number[]
  readonly origin: number
}

/** How the texts of one image grow. */
export interface Search {
  /** Takes the logits behind each of its texts; answers the texts to go on with, as many when it is done. */
  grow(logits: readonly Float32Array[]): readonly Growing[]
  isDone(): boolean
  best(): Generated
}

/** One text for each of `images`, by greedy or beam search, until each has its end token or its full length. */
export const generate = async (decoder: Decoder, images: number, settings: SearchSettings): Promise<Generated[]> => {
  const { prompt, maxLength, beams, vocabulary } = settings
  if (prompt.length >= maxLength) {
    throw new Error(`The prompt has ${prompt.length} tokens, which leaves none of maxLength ${maxLength} to generate.`)
  }
  const start = beams === 1 ? startGreedy : startBeams
  const searches = Array.from({ length: images }, () => start(settings))
  let logits = await decoder.step(searches.map(() => prompt))
  while (true) {
    const textsPerImage = logits.length / vocabulary / images
    const texts = searches.flatMap((search, image) =>
      search
        .grow(rowsOf(logits, image * textsPerImage, textsPerImage, vocabulary))
        .map(({ ids, origin }) => ({ ids, origin: image * textsPerImage + origin })),
    )
    if (searches.every(search => search.isDone())) return searches.map(search => search.best())
    logits = await decoder.step(
      texts.map(({ ids }) => ids.slice(-1)),
      texts.map(({ origin }) => origin),
    )
  }
}

const rowsOf = (matrix: Float32Array, first: number, count: number, width: number): Float32Array[] =>
  Array.from({ length: count }, (_, row) => matrix.subarray((first + row) * width, (first + row + 1) * width))
