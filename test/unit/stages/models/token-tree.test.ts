import { describe, expect, it } from 'vitest'
import { float32, floatsOf, int64, integersOf } from '../../../../stages/models/tensor.ts'
import { growTokenTree } from '../../../../stages/models/token-tree.ts'
import { withSession } from '../../../support/model-parity.ts'
import { tinyClip } from '../../../support/tiny-clip.ts'

const [begin, end] = [512, 513]
const { signal } = new AbortController()

describe('a token tree', () => {
  const tree = growTokenTree([
    [begin, 5, 6, 7, end],
    [begin, 5, 8, end],
    [begin, 5, 6, 7, end],
  ])

  it('has one row for all tokens with the same beginning', () => {
    expect(integersOf(tree.input_ids)).toEqual([begin, 5, 6, 7, end, 8, end])
    expect(integersOf(tree.positions)).toEqual([0, 1, 2, 3, 4, 2, 3])
  })

  it('says which rows each text is made of, and which one is its end', () => {
    expect(tree.texts!.shape).toEqual([3, 5])
    expect(integersOf(tree.texts)).toEqual([0, 1, 2, 3, 4, 0, 1, 5, 6, 0, 0, 1, 2, 3, 4])
    expect(integersOf(tree.ends)).toEqual([4, 6, 4])
  })

  it('says of each row where it stands in the texts', () => {
    const texts = integersOf(tree.texts)
    expect(integersOf(tree.origins).map(place => texts[place])).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})

/** 40 texts of 2 to 77 tokens, each of which shares some beginning with the one before. */
const texts = Array.from({ length: 40 }, (_, text) => [
  begin,
  ...Array.from({ length: (text * 29) % 76 }, (_, at) => (at < text ? at * 7 : at * 7 + text) % 512),
  end,
])

describe.each(['fp32', 'int8'] as const)('the embeddings of a token tree in %s', dtype => {
  it('are those of its texts one by one, to the last bit', async () => {
    const { model } = await tinyClip()
    const alone: number[] = []
    await withSession(
      model,
      'clip-text',
      async ({ run }) => {
        for (const ids of texts) {
          const { text_embeds } = await run({ input_ids: int64(ids, [1, ids.length]) }, {}, signal)
          alone.push(...floatsOf(text_embeds))
        }
      },
      { dtype },
    )
    await withSession(
      model,
      'clip-prompts',
      async ({ run }) => {
        const { text_embeds } = await run(growTokenTree(texts), {}, signal)
        expect(text_embeds).toEqual(float32(Float32Array.from(alone), [texts.length, 40]))
      },
      { dtype },
    )
  })
})
