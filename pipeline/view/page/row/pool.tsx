import type { Candidate } from './detail.ts'
import { Relation } from './relation.tsx'

/** The pool as a table. */
export const Pool = ({ pool }: { readonly pool: readonly Candidate[] }) => (
  <details class="pool">
    <summary>All {pool.length} words as a table</summary>
    <div class="scroll">
      <table class="table small">
        <thead>
          <tr>
            <th scope="col">word</th>
            <th scope="col">distance</th>
            <th scope="col">relation</th>
            <th scope="col">sense</th>
            <th scope="col">proposed by</th>
            <th scope="col">BERT</th>
            <th scope="col">chosen</th>
          </tr>
        </thead>
        <tbody>
          {pool.map(({ word, distance, relation, synset, sources, probability, isChosen }, at) => (
            <tr key={at}>
              <th scope="row">
                <Relation relation={relation}>{word}</Relation>
              </th>
              <td class="number">{distance.toFixed(4)}</td>
              <td>{relation}</td>
              <td>{synset}</td>
              <td>{sources.join(', ')}</td>
              <td class="number">{probability?.toPrecision(2)}</td>
              <td>{isChosen ? 'chosen' : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)
