import type { RawRow } from '../data/shard.ts'
import { type Detail, detailOf } from '../row/detail.ts'

/** A row that has all that the story tells of. */
export interface Example extends Detail {
  readonly caption: string
  readonly slot: NonNullable<Detail['slot']>
}

/** The columns that an example is made of. */
export const exampleColumns = [
  ...['text', 'caption', 'caption_score', 'slot_start', 'slot_end', 'slot_pos', 'slot_number'],
  ...['prompts', 'pool', 'strategy'],
]

/** The row that shows the most: its number among these, and what it says; null where none has a slot and prompts. */
export const chooseExample = (rows: readonly RawRow[]): { readonly row: number; readonly example: Example } | null => {
  let best: { readonly row: number; readonly example: Example } | null = null
  for (const [row, raw] of rows.entries()) {
    const example = exampleOf(detailOf(raw))
    if (example && (best === null || worthOf(example) > worthOf(best.example))) best = { row, example }
  }
  return best
}

const exampleOf = (detail: Detail): Example | null => {
  const { caption, slot, prompts } = detail
  return caption !== null && slot !== null && prompts.length > 1 ? { ...detail, caption, slot } : null
}

/** Prompts from very near to far off, of several relations, under a short text that is easy on the eye. */
const worthOf = ({ pool, prompts, caption, alt }: Example): number => {
  const chosen = pool.filter(({ isChosen }) => isChosen).map(({ distance }) => distance)
  const [near, far] = [Math.min(...chosen), Math.max(...chosen)]
  const relations = new Set(prompts.map(({ relation }) => relation)).size
  const isPlain = alt !== null && /^[\w ,.'-]{8,60}$/.test(alt)
  return far - 3 * near + 0.1 * relations + (isPlain ? 0.2 : 0) - Math.max(0, caption.length - 40) / 100
}
