import type { Slot } from '../data/row.ts'

/**
 * A caption with its slot marked. Texts are the web's: each is apart from what surrounds it, whichever way it is written.
 * @param limit characters shown; all where absent
 */
export const Caption = ({
  text,
  slot,
  limit,
}: {
  readonly text: string
  readonly slot: Slot | null
  readonly limit?: number
}) => {
  const shown = limit !== undefined && text.length > limit ? `${text.slice(0, limit)}…` : text
  if (slot === null || slot.end > shown.length) return <bdi>{shown}</bdi>
  return (
    <bdi>
      {shown.slice(0, slot.start)}
      <mark>{shown.slice(slot.start, slot.end)}</mark>
      {shown.slice(slot.end)}
    </bdi>
  )
}
