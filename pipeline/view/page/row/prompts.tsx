import type { Prompt, Slot } from '../data/row.ts'
import { changeIn } from './change.ts'
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
