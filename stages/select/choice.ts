import type { Value } from '../../schemas/column.ts'
import type { candidates, promptColumns } from '../../schemas/prompt.ts'
import type { Random } from '../random.ts'
import type { Row } from '../stage.ts'
import type { SelectOptions } from './options.ts'
import { distanceOf, similarityMatrix, similarityOf } from './similarity.ts'
import { strategies } from './strategies.ts'

export type Candidate = Value<typeof candidates>[number]
export type Choice = Row<typeof promptColumns>

/** What the columns hold of a row that was rejected: nobody reads it. */
export const noChoice: Choice = { prompts: [], similarity_matrix: [], strategy: '', pool_size: 0, pool: [] }

/**
 * Ranks a pool by similarity to the caption, ties by word, and chooses its prompts. The order of the pool has no effect.
 * @param directionOf the unit vector of a text, here the caption and each candidate's prompt
 */
export const choose = (
  caption: string,
  pool: readonly Candidate[],
  directionOf: (text: string) => Float64Array,
  { strategy, keep }: Pick<SelectOptions, 'strategy' | 'keep'>,
  random: Random,
): Choice => {
  const origin = directionOf(caption)
  const ranked = pool
    .map(candidate => ({ candidate, similarity: similarityOf(origin, directionOf(candidate.text)) }))
    .sort((a, b) => b.similarity - a.similarity || compare(a.candidate, b.candidate))
  const directions = ranked.map(({ candidate }) => directionOf(candidate.text))
  const distances = {
    toCaption: ranked.map(({ similarity }) => distanceOf(similarity)),
    between: (a: number, b: number) => distanceOf(similarityOf(directions[a]!, directions[b]!)),
  }
  const chosen = strategies[strategy](distances, keep, random)
  return {
    prompts: chosen.map(number => {
      const { candidate, similarity } = ranked[number]!
      const { synset: _, ...prompt } = candidate
      return { ...prompt, similarity }
    }),
    similarity_matrix: similarityMatrix([origin, ...chosen.map(number => directions[number]!)]),
    strategy,
    pool_size: pool.length,
    pool: ranked.map(({ candidate: { text: _, ...proposal }, similarity }) => ({ ...proposal, similarity })),
  }
}

/** By word, then by prompt, unit by unit: a locale would rank otherwise on another machine. */
const compare = (a: Candidate, b: Candidate): number => order(a.word, b.word) || order(a.text, b.text)

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
