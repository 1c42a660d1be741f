import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Role, Settings } from '../../stages/models/program.ts'
import type { Session } from '../../stages/models/session.ts'
import { floatsOf, int64, integersOf, type Tensor, type Tensors } from '../../stages/models/tensor.ts'
import { type Packed, readAnswers, rowsOf, unpack } from '../support/model-answers.ts'
import { expectSameCaptions, expectSameEmbeddings, expectSameWords, withSession } from '../support/model-parity.ts'
import { shared } from '../support/root.ts'
import { smallModels } from '../support/small-models.ts'

const { signal } = new AbortController()
const greedy = { prompt: [], maxLength: 16, minLength: 0, beams: 1, repetitionPenalty: 1 }

let models: string
beforeAll(async () => {
  if (!shared) return
  models = await smallModels(join(shared, 'fixtures/captions/coco_captions_val2017.json'))
  console.info(await readFile(join(models, 'training.txt'), 'utf8'))
}, 1_800_000)

/** Tensors of what transformers was asked, by their names. */
const asked = (name: 'blip' | 'bert' | 'clip', ...tensors: readonly string[]): Tensors => {
  const answers = readAnswers<{ readonly [tensor: string]: Packed }>(join(models, name))
  return Object.fromEntries(tensors.map(tensor => [tensor, unpack(answers[tensor]!)]))
}
const pictures = () => asked('blip', 'pixel_values')
const maskedTexts = () => asked('bert', 'input_ids', 'attention_mask', 'mask_positions')
const texts = () => asked('clip', 'input_ids')

/** The same inputs in float32 and in int8. */
const both = async <R extends Role>(name: string, role: R, inputs: Tensors, settings: Settings[R]) => {
  const answers: Tensors[] = []
  for (const dtype of ['fp32', 'int8'] as const) {
    const run = async (session: Session<R>) => {
      answers.push(await session.run(inputs, settings, signal))
    }
    await withSession(join(models, name), role, run, { dtype })
  }
  return answers as [Tensors, Tensors]
}

const rows = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width))
const idRows = (tensor: Tensor | undefined) => rows(integersOf(tensor), tensor!.shape[1]!)
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe.skipIf(!shared)('small trained models', () => {
  it('caption 240 pictures that they never saw as transformers does', () => expectSameCaptions(join(models, 'blip')))
  it('fill 600 masks as transformers does', () => expectSameWords(join(models, 'bert')))
  it('embed 990 texts as transformers does', () => expectSameEmbeddings(join(models, 'clip')))
})

describe.skipIf(!shared)('int8 beside float32, on small trained models', () => {
  it.each([1, 3])('leaves 97 of 100 captions as they were, with %d beams', async beams => {
    const [fp32, int8] = await both('blip', 'caption', pictures(), { ...greedy, beams })
    const captions = ({ ids, lengths }: Tensors) => {
      const counts = integersOf(lengths)
      return idRows(ids).map((row, text) => row.slice(0, counts[text]).join(' '))
    }
    const [before, after] = [captions(fp32), captions(int8)]
    const same = mean(before.map((caption, text) => Number(caption === after[text])))
    console.info(`BLIP, ${beams} beams: ${before.length} captions, ${(100 * same).toFixed(1)} % the same in int8`)
    expect(before.length).toBeGreaterThanOrEqual(200)
    expect(same).toBeGreaterThanOrEqual(0.97)
  })

  it('leaves 95 of 100 among the 20 likeliest words', async () => {
    const [fp32, int8] = await both('bert', 'fill-mask', { ...maskedTexts(), k: int64([20]) }, {})
    const after = idRows(int8.ids).map(row => new Set(row))
    const kept = idRows(fp32.ids).map((row, text) => row.filter(id => after[text]!.has(id)).length / row.length)
    console.info(
      `BERT: ${kept.length} masks, ${(100 * mean(kept)).toFixed(1)} % of the 20 likeliest words kept in int8`,
    )
    expect(kept.length).toBeGreaterThanOrEqual(500)
    expect(mean(kept)).toBeGreaterThanOrEqual(0.95)
  })

  it('moves no cosine of two texts by more than .01, and no text from itself', async () => {
    const [fp32, int8] = await both('clip', 'clip-text', texts(), {})
    const [before, after] = [directions(fp32.text_embeds), directions(int8.text_embeds)]
    const turned = before.map((text, at) => 1 - dot(text, after[at]!))
    const moved = before.flatMap((text, at) =>
      before.slice(0, at).map((other, it) => Math.abs(dot(text, other) - dot(after[at]!, after[it]!))),
    )
    const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
    console.info(
      `CLIP: ${before.length} texts, 1 - cosine to float32 at most ${most(turned).toExponential(1)}; ` +
        `cosines of ${moved.length} pairs off by ${most(moved).toFixed(4)} at most, ${mean(moved).toFixed(4)} on average`,
    )
    expect(most(turned)).toBeLessThanOrEqual(0.01)
    expect(most(moved)).toBeLessThanOrEqual(0.01)
  })
})

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)
const directions = (tensor: Tensor | undefined) =>
  rows(Array.from(floatsOf(tensor)), tensor!.shape[1]!).map(row => row.map(value => value / Math.sqrt(dot(row, row))))

describe.skipIf(!shared)('the bits of a row in int8', () => {
  it.each([
    ['of a caption', 'blip', 'caption', pictures, {}, greedy, 'scores'],
    ['of a masked text', 'bert', 'fill-mask', maskedTexts, { k: int64([20]) }, {}, 'logits'],
    ['of a text', 'clip', 'clip-text', texts, {}, {}, 'text_embeds'],
  ] as const)('%s do not depend on the seven beside it', async (_, name, role, ask, more, settings, output) => {
    const inputs = ask()
    const some = (from: number, to: number) =>
      Object.fromEntries(Object.entries(inputs).map(([input, tensor]) => [input, rowsOf(tensor, from, to)]))
    await withSession<Role>(
      join(models, name),
      role,
      async session => {
        for (let first = 0; first < 80; first += 8) {
          const together = await session.run({ ...some(first, first + 8), ...more }, settings, signal)
          for (let row = 0; row < 8; row += 1) {
            const alone = await session.run({ ...some(first + row, first + row + 1), ...more }, settings, signal)
            expect(alone[output]).toEqual(rowsOf(together[output]!, row, row + 1))
          }
        }
      },
      { dtype: 'int8' },
    )
  })
})
