import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { distance } from '../../../../data/world/distance.ts'
import { wordsOf } from '../../../../data/world/lexicon.ts'
import { openEmbedder } from '../../../../stages/select/embedder.ts'
import { selectOptions } from '../../../../stages/select/options.ts'

const { signal } = new AbortController()
const network = { lanes: 1, perHost: 1, allowAddresses: [] }
const machine = { workers: 1, device: 'cpu', network, signal } as const
const colours = wordsOf('colour')
const captionOf = (colour: string) => `a ${colour} vase standing on a table`

/** Positions of the values in their order; the mean position where values are equal. */
const ranksOf = (values: readonly number[]): number[] =>
  values.map(value => {
    const [below, equal] = [
      values.filter(other => other < value).length,
      values.filter(other => other === value).length,
    ]
    return below + (equal - 1) / 2
  })

const correlationOf = (a: readonly number[], b: readonly number[]): number => {
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map(value => value - mean)
  }
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  const [x, y] = [centred(a), centred(b)]
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))
}

describe('clip-mini, in the stage that reads it', () => {
  let embedder: Awaited<ReturnType<typeof openEmbedder>>
  beforeAll(async () => {
    embedder = await openEmbedder(selectOptions.parse({ model: 'clip-mini' }), machine)
  })
  afterAll(() => embedder.close())

  test('holds two colours as far apart as the world does: rank correlation .7 at least', async () => {
    const directions = await embedder.embed(colours.map(captionOf), { signal })
    const apart = (a: string, b: string) => {
      const [first, second] = [directions.get(captionOf(a))!, directions.get(captionOf(b))!]
      return 1 - first.reduce((sum, value, at) => sum + value * second[at]!, 0)
    }
    const pairs = colours.flatMap((a, at) => colours.slice(at + 1).map(b => [a, b] as const))
    const byText = pairs.map(([a, b]) => apart(a, b))
    const byWorld = pairs.map(([a, b]) => distance('colour', a, b))
    expect(correlationOf(ranksOf(byText), ranksOf(byWorld))).toBeGreaterThan(0.7)
  })

  test('reads a slot at the end of any caption that the world writes', () => {
    expect(embedder.readsBehind('there is a speckled tangerine couch standing on the')).toBe(true)
  })
})
