import type { RawRow, ShardColumn } from './shard.ts'
import { listOf, numberOf, recordOf, textOf } from './value.ts'

/** A word that could stand in the slot. Fields are null where the file lacks them. */
export interface Word {
  readonly word: string
  readonly relation: string | null
  readonly sources: readonly string[]
  readonly probability: number | null
  readonly synset: string | null
  /** Cosine of the CLIP text embeddings of caption and prompt. */
  readonly similarity: number | null
}

/** A prompt: the caption with this word in the slot. */
export interface Prompt extends Word {
  readonly text: string
}

/** The slot within the caption, half-open, in UTF-16 units. */
export interface Slot {
  readonly start: number
  readonly end: number
}

/** What a gallery shows of a row. */
export interface Brief {
  readonly caption: string | null
  readonly slot: Slot | null
  readonly prompts: readonly Prompt[]
  /** Why the row was rejected; null where it was not. */
  readonly reason: string | null
  readonly stage: string | null
}

const ownColumns = ['caption', 'text', 'slot_start', 'slot_end', 'prompts', 'stage', 'reason']

/** The columns that a brief is made of: ours, or the text of a set that is not ours. */
export const briefColumns = (columns: readonly ShardColumn[]): readonly string[] => {
  const own = columns.filter(({ name }) => ownColumns.includes(name)).map(({ name }) => name)
  return own.includes('caption') || own.includes('text') ? own : [...own, ...foreignCaption(columns)]
}

const captionNames = /caption|text|prompt|description|label|title/i

const foreignCaption = (columns: readonly ShardColumn[]): string[] => {
  const texts = columns.filter(({ kind }) => kind === 'text').map(({ name }) => name)
  return [texts.find(name => captionNames.test(name)) ?? texts[0]].filter(name => name !== undefined)
}

export const briefOf = (raw: RawRow): Brief => {
  const own = textOf(raw.caption)
  const caption =
    own ??
    textOf(raw.text) ??
    Object.values(raw)
      .map(textOf)
      .find(text => text !== null) ??
    null
  return {
    caption,
    slot: slotOf(own, raw),
    prompts: listOf(raw.prompts).flatMap(promptOf),
    reason: textOf(raw.reason),
    stage: textOf(raw.stage),
  }
}

/** Null where the file names no slot, or one outside the caption. */
export const slotOf = (caption: string | null, raw: RawRow): Slot | null => {
  const [start, end] = [numberOf(raw.slot_start), numberOf(raw.slot_end)]
  if (caption === null || start === null || end === null) return null
  return start >= 0 && start < end && end <= caption.length ? { start, end } : null
}

export const wordOf = (value: unknown): Word[] => {
  const { word, relation, sources, bert_probability, synset, similarity } = recordOf(value)
  if (typeof word !== 'string') return []
  return [
    {
      word,
      relation: textOf(relation),
      sources: listOf(sources).filter(source => typeof source === 'string'),
      probability: numberOf(bert_probability),
      synset: textOf(synset),
      similarity: numberOf(similarity),
    },
  ]
}

export const promptOf = (value: unknown): Prompt[] => {
  const text = textOf(recordOf(value).text)
  return text === null ? [] : wordOf(value).map(word => ({ ...word, text }))
}
