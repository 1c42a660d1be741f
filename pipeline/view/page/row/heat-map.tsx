import './heat-map.css'
import { Relation } from './relation.tsx'

export interface HeatMapProps {
  /** Cosines, [n][n]. */
  readonly matrix: readonly (readonly number[])[]
  /** What each row and column is about. */
  readonly words: readonly { readonly word: string; readonly relation: string | null }[]
}

/** How alike caption and prompts are, each with each; the darker the nearer. */
export const HeatMap = ({ matrix, words }: HeatMapProps) => {
  // Each is one with itself: only the others tell anything.
  const others = matrix.flatMap((cosines, row) => cosines.filter((_, column) => column !== row))
  const [least, most] = [Math.min(...others), Math.max(...others)]
  const warmth = (cosine: number) => `${Math.round((100 * (cosine - least)) / Math.max(1e-6, most - least))}%`
  return (
    <div class="heat">
      <table>
        <caption class="aloud">Cosine of the CLIP text embeddings of caption and prompts</caption>
        <thead>
          <tr>
            <td />
            {words.map(({ word, relation }, column) => (
              <th key={column} scope="col">
                <Relation relation={relation}>{word}</Relation>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((cosines, row) => (
            <tr key={row}>
              <th scope="row">
                <Relation relation={words[row]!.relation}>{words[row]!.word}</Relation>
              </th>
              {cosines.map((cosine, column) =>
                row === column ? (
                  <td key={column} class="heat-self number">
                    1
                  </td>
                ) : (
                  <td key={column} class="number" style={{ '--warmth': warmth(cosine) }}>
                    {cosine.toFixed(2)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
