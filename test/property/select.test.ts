import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../stages/random.ts'
import { type Candidate, choose } from '../../stages/select/choice.ts'
import { cutLevels } from '../../stages/select/levels.ts'
import { unitVector } from '../../stages/select/similarity.ts'

const strategies = ['levels', 'quantiles', 'spread', 'random'] as const
const keeps = fc.integer({ min: 1, max: 8 })

// Few coordinates, so that many candidates are equally near.
const vectors = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 }).filter(v => v.some(Boolean))

/** A caption, a pool of twice `keep` or more, and the direction of each text. */
const pools = fc
  .record({
    keep: keeps,
    caption: vectors,
    others: fc.array(vectors, { minLength: 16, maxLength: 40 }),
    seed: fc.nat(),
  })
  .map(({ keep, caption, others, seed }) => {
    const pool = others.map((_, at) => candidateOf(`word ${at}`))
    const directions = new Map(pool.map(({ text }, at) => [text, unitVector(Float32Array.from(others[at]!))]))
    directions.set('the caption', unitVector(Float32Array.from(caption)))
    return { keep, pool, seed, directionOf: (text: string) => directions.get(text)! }
  })
type Pool = typeof pools extends fc.Arbitrary<infer P> ? P : never

const candidateOf = (word: string): Candidate => ({
  text: `a ${word}`,
  word,
  sources: ['wordnet'],
  relation: 'synonym',
  bert_probability: null,
  synset: null,
})

describe.each(strategies)('%s', strategy => {
  const run = ({ pool, directionOf, keep, seed }: Pool) =>
    choose('the caption', pool, directionOf, { strategy, keep }, random(seed, 'key', 'select'))

  it('chooses as many different candidates as are wanted', () => {
    fc.assert(
      fc.property(pools, given => {
        const words = run(given).prompts.map(({ word }) => word)
        expect(new Set(words).size).toBe(given.keep)
        expect(given.pool.map(({ word }) => word)).toEqual(expect.arrayContaining(words))
      }),
    )
  })

  it('does not mind the order of the pool', () => {
    const shuffled = pools.chain(given =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given.pool, { minLength: given.pool.length })),
    )
    fc.assert(
      fc.property(shuffled, ([given, pool]) => {
        expect(run({ ...given, pool })).toEqual(run(given))
      }),
    )
  })

  it('puts the nearest first, in prompts and in the pool', () => {
    fc.assert(
      fc.property(pools, given => {
        for (const list of [run(given).prompts, run(given).pool]) {
          const similarities = list.map(({ similarity }) => similarity)
          expect(similarities).toEqual(similarities.toSorted((a, b) => b - a))
        }
      }),
    )
  })

  it('answers with a matrix that is symmetric, has ones on its diagonal, and begins with the prompts in their order', () => {
    fc.assert(
      fc.property(pools, given => {
        const { similarity_matrix: matrix, prompts } = run(given)
        expect(matrix[0]).toEqual([1, ...prompts.map(({ similarity }) => similarity)])
        for (const [row, values] of matrix.entries())
          for (const [column, value] of values.entries()) expect(value).toBe(row === column ? 1 : matrix[column]![row])
      }),
    )
  })
})

describe('levels', () => {
  const distances = fc
    .array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 })
    .map(some => some.sort((a, b) => a - b))

  it('hold every candidate once, the nearer levels the nearer ones', () => {
    fc.assert(
      fc.property(distances, keeps, (distances, keep) => {
        const members = cutLevels(distances, keep).flatMap(({ members }) => members)
        expect(members).toEqual([...distances.keys()])
      }),
    )
  })
})
