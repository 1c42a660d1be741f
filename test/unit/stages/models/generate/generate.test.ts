import { describe, expect, it } from 'vitest'
import { type Decoder, type Generation, generate } from '../../../../../stages/models/generate/generate.ts'

// A world of words 0 to 4, where 4 ends a text: what comes next depends on the last word alone.
const likelihoods: readonly (readonly number[])[] = [
  [0, 0.5, 0.4, 0.05, 0.05],
  [0.2, 0.2, 0.2, 0.2, 0.2],
  [0.01, 0.01, 0.01, 0.95, 0.02],
  [0.01, 0.01, 0.02, 0.01, 0.95],
]

const table: Decoder = {
  step: async ids =>
    Float32Array.from(
      ids.flatMap(own => likelihoods[own.at(-1) as number] ?? []),
      Math.log,
    ),
}
const plain: Generation = { prompt: [0], maxLength: 6, minLength: 0, beams: 1, repetitionPenalty: 1 }
const run = (settings: Partial<Generation>, images = 1) =>
  generate(table, images, { ...plain, ...settings, endId: 4, vocabulary: 5 })

describe('generating', () => {
  it('takes the likeliest word every time when greedy', async () => {
    const [text] = await run({ maxLength: 3 })
    expect(text?.ids).toEqual([0, 1, 0])
    expect(text?.score).toBeCloseTo((Math.log(0.5) + Math.log(0.2)) / 2, 6)
  })

  it('finds with beams the text that greed misses', async () => {
    const [text] = await run({ beams: 2 })
    expect(text?.ids).toEqual([0, 2, 3, 4])
    expect(text?.score).toBeCloseTo((Math.log(0.4) + 2 * Math.log(0.95)) / 3, 6)
  })

  it('goes on from the prompt', async () => {
    const [text] = await run({ prompt: [0, 2] })
    expect(text?.ids).toEqual([0, 2, 3, 4])
  })

  it('ends no text before its least length', async () => {
    for (const beams of [1, 2]) {
      const [text] = await run({ prompt: [2], minLength: 5, beams })
      expect(text?.ids.length).toBeGreaterThanOrEqual(5)
      expect(text?.ids.slice(0, 4)).not.toContain(4)
    }
  })

  it('stops at the full length', async () => {
    for (const beams of [1, 3]) expect((await run({ maxLength: 2, beams }))[0]?.ids).toHaveLength(2)
  })

  it('takes another word where a repeated one is penalised', async () => {
    expect((await run({ prompt: [1, 0], maxLength: 3, repetitionPenalty: 3 }))[0]?.ids).toEqual([1, 0, 2])
  })

  it('gives each of several images its text', async () => {
    for (const beams of [1, 2]) {
      const texts = await run({ beams }, 3)
      expect(texts).toEqual(Array(3).fill((await run({ beams }))[0]))
    }
  })

  it('refuses a prompt that leaves no room', async () => {
    await expect(run({ prompt: [0, 1, 2], maxLength: 3 })).rejects.toThrow(
      'The prompt has 3 tokens, which leaves none of maxLength 3',
    )
  })
})
