import { describe, expect, test } from 'vitest'
import { collapseHead, scoreEmbedding, type Weight } from '../../../../stages/aesthetic/head.ts'
import { findHead, readHead } from '../../../../stages/aesthetic/head-file.ts'
import { refuseFile } from '../../../../stages/aesthetic/refuse.ts'
import { laionV1, laionV2, readSamples } from '../../../support/laion-heads.ts'
import { shared } from '../../../support/root.ts'

const tensors = (shapes: { readonly [name: string]: readonly number[] }) =>
  new Map(
    Object.entries(shapes).map(([name, shape]): [string, Weight] => {
      const size = shape.reduce((product, dimension) => product * dimension, 1)
      return [name, { shape, data: Float32Array.from({ length: size }, (_, at) => ((at * 7) % 5) - 2) }]
    }),
  )
const refuse = refuseFile('some.pth')

describe.skipIf(!shared)("LAION's heads on LAION's sample embeddings", () => {
  test('V1 rises with the rating, from -2.46 to 11.30', async () => {
    const head = await readHead(laionV1)
    const scores = readSamples().map(sample => scoreEmbedding(head, sample).toFixed(2))
    expect(scores).toEqual(['-2.46', '-0.14', '1.90', '3.58', '5.10', '6.47', '7.79', '9.05', '10.23', '11.30'])
  })

  test('V2 rises with the rating, from 1.66 to 5.75', async () => {
    const head = await readHead(laionV2)
    const scores = readSamples().map(sample => scoreEmbedding(head, sample).toFixed(2))
    expect(scores).toEqual(['1.66', '2.36', '3.07', '3.67', '4.24', '4.70', '5.07', '5.37', '5.58', '5.75'])
  })

  test('an embedding as CLIP makes it scores as the one of length 1, not the 20 to 30 of its bare product', async () => {
    const head = await readHead(laionV1)
    const unit = readSamples()[6]!
    // Some length above 1; the product with the weights grows with it.
    const long = unit.map(value => 8 * value)
    const bare = long.reduce((sum, value, at) => sum + value * head.weights[at]!, head.bias)
    expect(bare).toBeGreaterThan(20)
    expect(scoreEmbedding(head, long)).toBeCloseTo(scoreEmbedding(head, unit), 9)
  })
})

describe('a head', () => {
  test('of five layers is the product of their matrices', () => {
    const shapes = [3, 5, 4, 3, 2, 1]
    const names = [0, 2, 4, 6, 7]
    const weights = tensors(
      Object.fromEntries(
        names.flatMap((name, at) => [
          [`layers.${name}.weight`, [shapes[at + 1]!, shapes[at]!]],
          [`layers.${name}.bias`, [shapes[at + 1]!]],
        ]),
      ),
    )
    const byLayers = names.reduce<readonly number[]>(
      (x, name) => {
        const { data } = weights.get(`layers.${name}.weight`)!
        return Array.from(weights.get(`layers.${name}.bias`)!.data, (bias, output) =>
          x.reduce((sum, value, input) => sum + value * data[output * x.length + input]!, bias),
        )
      },
      [0.6, 0, -0.8],
    )
    expect(byLayers[0]).not.toBe(0)
    expect(scoreEmbedding(collapseHead(weights, refuse), Float32Array.of(3, 0, -4))).toBeCloseTo(byLayers[0]!, 9)
  })

  test.each([
    ['with two outputs', { weight: [2, 3], bias: [2] }, /`weight` is \[2,3\], `bias` \[2\], and 1 outputs are wanted/],
    [
      'without a bias',
      { weight: [1, 3] },
      /holds the tensors weight; wanted are those of LAION's heads, weight, bias, or/,
    ],
    ['of nothing', {}, /holds the tensors \(none\)/],
  ])('%s is refused', (_, shapes, sentence) => {
    expect(() => collapseHead(tensors(shapes), refuse)).toThrow(sentence)
  })

  test('that is not there is one sentence that says where to get it', async () => {
    const nowhere = { packaged: '/nowhere', cache: '/nowhere' }
    await expect(findHead('v1', nowhere)).rejects.toThrow(
      'There is no head v1: get sa_0_4_vit_l_14_linear.pth from https://github.com/LAION-AI/aesthetic-predictor, and say aesthetic.head=<that file>.',
    )
    await expect(findHead('v2', nowhere)).rejects.toThrow(/christophschuhmann\/improved-aesthetic-predictor/)
    await expect(findHead('v3', nowhere)).rejects.toThrow('There is no head v3: it is no file, and neither v1 nor v2.')
  })
})
