import type { Prompt, Slot } from '../data/row.ts'
import { Relation } from './relation.tsx'

interface PromptsProps {
  readonly caption: string | null
  readonly slot: Slot | null
  readonly prompts: readonly Prompt[]
}

/** The prompts, the nearest first, each with what it has instead of the slot. */
export const Prompts = ({ caption, slot, prompts }: PromptsProps) => (
  <ol class="prompts">
    {prompts.map(({ text, word, relation, similarity }, at) => {
      const [before, changed, behind] = changeIn(caption, slot, text, word)
      return (
        <li key={at}>
          <span class="prompts-text">
            <bdi>
              {before}
              <strong class="relation" data-relation={relation}>
                {changed}
              </strong>
              {behind}
            </bdi>
          </span>
          <span class="small quiet">
            <Relation relation={relation}>{relation}</Relation>
            <span class="number"> · cosine {similarity?.toFixed(3) ?? 'unknown'}</span>
          </span>
        </li>
      )
    })}
  </ol>
)

/**
 * A prompt cut around the word that is new. The article before it may have changed with it, so the word is looked for
 * from where the slot began.
 */
export const changeIn = (
  caption: string | null,
  slot: Slot | null,
  text: string,
  word: string,
): [string, string, string] => {
  const behind = caption !== null && slot ? caption.slice(slot.end) : null
  if (behind === null || !text.endsWith(behind)) return [text, '', '']
  const end = text.length - behind.length
  const isThere = text.slice(0, end).endsWith(word)
  const start = isThere ? end - word.length : Math.min(slot!.start, end)
  return [text.slice(0, start), text.slice(start, end), behind]
}
