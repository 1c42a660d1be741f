import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Generation } from '../../stages/models/generate/generate.ts'
import type { Role } from '../../stages/models/program.ts'
import { openSession, type Session, type SessionOptions } from '../../stages/models/session.ts'
import { float32, floatsOf, int64, integersOf, type Tensor } from '../../stages/models/tensor.ts'
import { growTokenTree } from '../../stages/models/token-tree.ts'
import { farthest, type Packed, readAnswers, unpack } from './model-answers.ts'
import { root, shared } from './root.ts'

const python = join(root, '.venv', 'bin', 'python')
// Without Python and without fixtures this is a user's machine, where peers are nobody's business.
export const withoutPeers = !existsSync(python) && !shared
if (withoutPeers) console.warn(`skipped: no ${python}; \`npm test\` sets it up`)

const tolerance = 1e-4
const { signal } = new AbortController()

/** Has test/peer/models.py make the model folders of these suites, with what transformers computes from each. */
export const makeModels = (out: string, ...suites: readonly string[]): void => {
  execFileSync(python, [join(root, 'test', 'peer', 'models.py'), out, ...suites], {
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

export const withSession = async <R extends Role>(
  folder: string,
  role: R,
  use: (session: Session<R>) => Promise<void>,
  options: SessionOptions = {},
): Promise<void> => {
  const session = await openSession(folder, role, options)
  try {
    await use(session)
  } finally {
    await session.close()
  }
}

type Answers<K extends string> = { readonly [name in K]: Packed }

/** Sessions of torch, in the environment of the tests. */
export const withTorch: SessionOptions = { backend: 'torch', python: async () => python }

/** Logits and probabilities within the tolerance, the 20 likeliest words the same in the same order. */
export const expectSameWords = (folder: string, options?: SessionOptions): Promise<void> =>
  withSession(
    folder,
    'fill-mask',
    async session => {
      const { input_ids, attention_mask, mask_positions, logits, ids, probabilities } =
        readAnswers<Answers<'input_ids' | 'attention_mask' | 'mask_positions' | 'logits' | 'ids' | 'probabilities'>>(
          folder,
        )
      const inputs = {
        input_ids: unpack(input_ids),
        attention_mask: unpack(attention_mask),
        mask_positions: unpack(mask_positions),
        k: int64([20]),
      }
      const seen = await session.run(inputs, {}, signal)
      expect(farthest(seen.logits, unpack(logits))).toBeLessThan(tolerance)
      expect(farthest(seen.probabilities, unpack(probabilities))).toBeLessThan(tolerance)
      expect(idRows(seen.ids)).toEqual(idRows(unpack(ids)))
    },
    options,
  )

/** In int8: the share of transformers' 20 likeliest words that is among ours, and the least cosine of text embeddings. */
export const int8Likeness = async (
  bert: string,
  clip: string,
): Promise<{ readonly overlap: number; readonly cosine: number }> => {
  let overlap = 0
  await withSession(
    bert,
    'fill-mask',
    async session => {
      const { input_ids, attention_mask, mask_positions, ids } =
        readAnswers<Answers<'input_ids' | 'attention_mask' | 'mask_positions' | 'ids'>>(bert)
      const inputs = {
        input_ids: unpack(input_ids),
        attention_mask: unpack(attention_mask),
        mask_positions: unpack(mask_positions),
      }
      const seen = idRows((await session.run({ ...inputs, k: int64([20]) }, {}, signal)).ids)
      const shares = idRows(unpack(ids)).map(
        (row, text) => row.filter(id => seen[text]?.includes(id)).length / row.length,
      )
      overlap = mean(shares)
    },
    { dtype: 'int8' },
  )
  let cosine = 0
  await withSession(
    clip,
    'clip-text',
    async session => {
      const { input_ids, text_embeds } = readAnswers<Answers<'input_ids' | 'text_embeds'>>(clip)
      const { text_embeds: seen } = await session.run({ input_ids: unpack(input_ids) }, {}, signal)
      const [texts, width] = text_embeds.shape as readonly [number, number]
      const row = (tensor: Tensor | undefined, text: number) =>
        floatsOf(tensor).subarray(text * width, (text + 1) * width)
      cosine = Math.min(
        ...Array.from({ length: texts }, (_, text) => cosineOf(row(seen, text), row(unpack(text_embeds), text))),
      )
    },
    { dtype: 'int8' },
  )
  return { overlap, cosine }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] as number), 0)

const cosineOf = (a: Float32Array, b: Float32Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))

/** Embeddings of texts and images within the tolerance. */
export const expectSameEmbeddings = async (folder: string, options?: SessionOptions): Promise<void> => {
  const { input_ids, text_embeds, pixel_values, image_embeds } =
    readAnswers<Answers<'input_ids' | 'text_embeds' | 'pixel_values' | 'image_embeds'>>(folder)
  await withSession(
    folder,
    'clip-text',
    async session => {
      const seen = await session.run({ input_ids: unpack(input_ids) }, {}, signal)
      expect(farthest(seen.text_embeds, unpack(text_embeds))).toBeLessThan(tolerance)
    },
    options,
  )
  await withSession(
    folder,
    'clip-prompts',
    async session => {
      // The end token has the highest id.
      const texts = idRows(unpack(input_ids)).map(ids => ids.slice(0, ids.indexOf(Math.max(...ids)) + 1))
      const seen = await session.run(growTokenTree(texts), {}, signal)
      expect(farthest(seen.text_embeds, unpack(text_embeds))).toBeLessThan(tolerance)
    },
    options,
  )
  await withSession(
    folder,
    'clip-image',
    async session => {
      const seen = await session.run({ pixel_values: unpack(pixel_values) }, {}, signal)
      expect(farthest(seen.image_embeds, unpack(image_embeds))).toBeLessThan(tolerance)
    },
    options,
  )
}

/** A way to generate, as models.py spells it for transformers. */
interface Way {
  readonly num_beams: number
  readonly prompt?: readonly number[]
  readonly min_length?: number
  readonly repetition_penalty?: number
}

interface CaptionAnswers {
  readonly pixel_values: Packed
  readonly maxLength: number
  readonly ways: { readonly [name: string]: Way }
  readonly generated: {
    readonly [name: string]: { readonly ids: readonly (readonly number[])[]; readonly scores: readonly number[] }
  }
}

/** The same ids for every image in every way to generate; scores within the tolerance. */
export const expectSameCaptions = (folder: string, options?: SessionOptions): Promise<void> =>
  withSession(
    folder,
    'caption',
    async session => {
      const { pixel_values, maxLength, ways, generated } = readAnswers<CaptionAnswers>(folder)
      for (const [name, way] of Object.entries(ways)) {
        const settings: Generation = {
          prompt: way.prompt ?? [],
          maxLength,
          minLength: way.min_length ?? 0,
          beams: way.num_beams,
          repetitionPenalty: way.repetition_penalty ?? 1,
        }
        const { ids, lengths, scores } = await session.run({ pixel_values: unpack(pixel_values) }, settings, signal)
        const counts = integersOf(lengths)
        expect(
          idRows(ids).map((row, image) => row.slice(0, counts[image])),
          name,
        ).toEqual(generated[name]?.ids)
        expect(farthest(scores, float32(Float32Array.from(generated[name]?.scores ?? []))), name).toBeLessThan(
          tolerance,
        )
      }
    },
    options,
  )

/** The rows of an int64 matrix. */
const idRows = (tensor: Tensor | undefined): number[][] => {
  const ids = integersOf(tensor)
  const width = tensor?.shape[1] as number
  return Array.from({ length: ids.length / width }, (_, row) => ids.slice(row * width, (row + 1) * width))
}
