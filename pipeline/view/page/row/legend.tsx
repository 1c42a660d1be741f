import { relations } from '../../../../schemas/prompt.ts'
import type { Candidate } from './detail.ts'
import { nameOf } from './relation.tsx'

const meanings: { readonly [relation: string]: string } = {
  synonym: 'means the same',
  antonym: 'means the opposite',
  'indirect-antonym': 'close to an opposite',
  'co-hyponym': 'a sibling: another of the same kind',
  predicted: 'fits the gap, says BERT alone',
}

/** What the colours mean, of those that are there. */
export const Legend = ({ pool }: { readonly pool: readonly Candidate[] }) => {
  const present = relations.filter(relation => pool.some(candidate => nameOf(candidate.relation) === relation))
  return (
    <ul class="legend small">
      {present.map(relation => (
        <li key={relation} class="relation" data-relation={relation}>
          <span class="legend-dot" aria-hidden="true" /> {relation}
          <span class="quiet">, {meanings[relation]}</span>
        </li>
      ))}
    </ul>
  )
}
