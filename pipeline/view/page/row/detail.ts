import { type Prompt, promptOf, type Slot, slotOf, type Word, wordOf } from '../data/row.ts'
import type { RawRow } from '../data/shard.ts'
import { listOf, numberOf, textOf } from '../data/value.ts'

/** All that a page tells of a row; what a file lacks is null, or empty. */
export interface Detail {
  readonly caption: string | null
  readonly alt: string | null
  /** Null also where the caption came from the source. */
  readonly captionScore: number | null
  readonly slot: Slot | null
  readonly pos: string | null
  readonly lemma: string | null
  readonly number: string | null
  readonly prompts: readonly Prompt[]
  readonly pool: readonly Candidate[]
  readonly strategy: string | null
  /** Cosines of caption and prompts, [N+1][N+1]; null where it is not square. */
  readonly matrix: readonly (readonly number[])[] | null
  readonly stage: string | null
  readonly reason: string | null
  readonly reasonDetail: string | null
}

/** A word of the pool, with its distance to the caption: 1 - cosine. */
export interface Candidate extends Word {
  readonly distance: number
  readonly isChosen: boolean
}

export const detailOf = (raw: RawRow): Detail => {
  const caption = textOf(raw.caption)
  const prompts = listOf(raw.prompts).flatMap(promptOf)
  return {
    caption,
    alt: textOf(raw.text),
    captionScore: numberOf(raw.caption_score),
    slot: slotOf(caption, raw),
    pos: textOf(raw.slot_pos),
    lemma: textOf(raw.slot_lemma),
    number: textOf(raw.slot_number),
    prompts,
    pool: poolOf(listOf(raw.pool).flatMap(wordOf), prompts),
    strategy: textOf(raw.strategy),
    matrix: matrixOf(raw.similarity_matrix, prompts.length + 1),
    stage: textOf(raw.stage),
    reason: textOf(raw.reason),
    reasonDetail: textOf(raw.detail) || null,
  }
}

/** The nearest first. Where a shard keeps no pool, the prompts are all that is known of it. */
const poolOf = (stored: readonly Word[], prompts: readonly Prompt[]): Candidate[] => {
  const chosen = new Set(prompts.map(idOf))
  const words = stored.length > 0 ? stored : prompts
  return words
    .flatMap(word =>
      word.similarity === null
        ? []
        : [{ ...word, distance: distanceOf(word.similarity), isChosen: chosen.has(idOf(word)) }],
    )
    .sort((a, b) => a.distance - b.distance)
}

// Two candidates may be the same word in two prompts: what tells them apart is how near the prompt is.
const idOf = ({ word, similarity }: Word): string => `${word} ${similarity}`

/** Stored as float32, meant to four decimals. */
const distanceOf = (similarity: number): number => Math.round((1 - similarity) * 1e4) / 1e4

const matrixOf = (value: unknown, size: number): readonly (readonly number[])[] | null => {
  const rows = listOf(value).map(row => listOf(row).flatMap(cell => numberOf(cell) ?? []))
  return rows.length === size && size > 1 && rows.every(row => row.length === size) ? rows : null
}
