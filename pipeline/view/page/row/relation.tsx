import type { ComponentChildren } from 'preact'
import { relations } from '../../../../schemas/prompt.ts'

/** A word in the colour of what it is to the word that it replaces. */
export const Relation = ({
  relation,
  children,
}: {
  readonly relation: string | null
  readonly children: ComponentChildren
}) => (
  <bdi class="relation" data-relation={nameOf(relation)}>
    {children}
  </bdi>
)

/** One of the closed list; a file may bring any text. */
export const nameOf = (relation: string | null): string => relations.find(known => known === relation) ?? 'unknown'
