import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Candidate } from '../../../../stages/select/choice.ts'
import { selectOptions } from '../../../../stages/select/options.ts'
import { select } from '../../../../stages/select/stage.ts'
import { machine } from '../../../support/chain.ts'
import { tinyClip } from '../../../support/tiny-clip.ts'

const words = 'brown white green grey purple orange old wooden tiny shiny'.split(' ')
const { signal } = new AbortController()

interface Row {
  readonly key: string
  readonly caption: string
  readonly slot_start: number
  readonly candidates: readonly Candidate[]
}

/** A caption with a word in braces, and its pool. */
const rowOf = (text: string, chances: readonly (number | null)[] = words.map(() => null)): Row => {
  const [before, word, after] = text.split(/[{}]/) as [string, string, string]
  const candidates = words.map((other, at) => ({
    text: before + other + after,
    word: other,
    sources: chances[at] === null ? ['wordnet'] : ['bert'],
    relation: 'co-hyponym',
    bert_probability: chances[at]!,
    synset: null,
  }))
  return { key: text, caption: before + word + after, slot_start: before.length, candidates }
}

const rows = [
  'a {black} car in the rain',
  'two {red} birds',
  'a {black} car',
  'a {blue} car in the rain',
  'the {red} door of a house',
].map(text => rowOf(text))

let model: string
beforeAll(async () => {
  model = (await tinyClip()).model
})

const opened: { close?(): Promise<void> }[] = []
afterAll(() => Promise.all(opened.map(({ close }) => close?.())))

const open = async (given: { readonly [option: string]: unknown } = {}, seed = 1, workers = 1) => {
  const stage = await select(selectOptions.parse({ model, ...given }), seed).open({ ...machine(), workers })
  opened.push(stage)
  return async (batch: readonly Row[]) => {
    const rejected: (readonly unknown[])[] = []
    const column = <K extends keyof Row>(name: K) => batch.map(row => row[name])
    const columns = { key: column('key'), caption: column('caption'), slot_start: column('slot_start') }
    const scope = { signal, reject: (...why: readonly unknown[]) => rejected.push(why), count: () => {} }
    const answer = await stage.run({ ...columns, candidates: column('candidates') }, scope)
    const made = batch.map((_, row) => ({
      prompts: answer.prompts[row]!,
      matrix: answer.similarity_matrix[row]!,
      strategy: answer.strategy[row]!,
      pool_size: answer.pool_size[row]!,
      pool: answer.pool[row]!,
    }))
    return { rows: made, rejected }
  }
}

describe('select', () => {
  it('adds four prompts of the pool by default, and says how it chose them', async () => {
    const run = await open()
    const { rows: made } = await run(rows)
    for (const [at, { prompts, matrix, strategy, pool_size, pool }] of made.entries()) {
      const texts = rows[at]!.candidates.map(({ text }) => text)
      expect(texts).toEqual(expect.arrayContaining(prompts.map(({ text }) => text)))
      expect({ prompts: prompts.length, rows: matrix.length, strategy, pool_size, pool: pool.length }).toEqual({
        prompts: 4,
        rows: 5,
        strategy: 'levels',
        pool_size: words.length,
        pool: words.length,
      })
    }
  })

  it.each(['fp32', 'int8'])('answers a row alike alone and among others, in %s', async dtype => {
    const run = await open({ dtype })
    const together = await run(rows)
    for (const [at, row] of rows.entries()) expect((await run([row])).rows).toEqual([together.rows[at]])
  })

  it('answers a caption that repeats, under another key, as it would alone', async () => {
    const run = await open()
    const again = { ...rows[0]!, key: 'another', candidates: rows[0]!.candidates.slice(1) }
    const { rows: made } = await run([rows[0]!, rows[1]!, again])
    expect(made[2]).toEqual((await run([again])).rows[0])
    expect(made[0]).toEqual((await run([rows[0]!])).rows[0])
  })

  it('answers alike with one worker and with two', async () => {
    const [one, two] = [await open(), await open({}, 1, 2)]
    expect(await two(rows)).toEqual(await one(rows))
  })

  it('draws otherwise under another seed', async () => {
    const [one, two] = [await open({}, 1), await open({}, 2)]
    const chosen = async (run: typeof one) =>
      (await run(rows)).rows.map(({ prompts }) => prompts.map(({ word }) => word))
    expect(await chosen(two)).not.toEqual(await chosen(one))
  })

  it('keeps as many as are wanted, by the strategy that is wanted', async () => {
    const run = await open({ keep: 2, strategy: 'spread' })
    const [first] = (await run(rows)).rows
    expect(first!.prompts.map(({ word }) => word)).toContain(first!.pool[0]!.word)
    expect([first!.prompts.length, first!.matrix.length, first!.strategy]).toEqual([2, 3, 'spread'])
  })

  it('rejects a pool of fewer than two candidates for each prompt, and says how many there were', async () => {
    const run = await open()
    const few = { ...rows[0]!, candidates: rows[0]!.candidates.slice(0, 7) }
    const { rejected, rows: made } = await run([rows[1]!, few, rows[2]!])
    expect(rejected).toEqual([[1, 'few-candidates', '7, and 4 prompts are chosen from 8 or more']])
    expect(made[2]).toEqual((await run([rows[2]!])).rows[0])
  })

  it('leaves out what BERT finds less likely than the floor, and what it did not propose', async () => {
    const run = await open({ keep: 2, minProbability: 0.1 })
    const row = rowOf('a {black} car', [0.5, 0.1, 0.09, null, 0.2, 0.3, 0.05, null, 0, 0.01])
    const [made] = (await run([row])).rows
    expect(made!.pool.map(({ word }) => word).sort()).toEqual(['brown', 'orange', 'purple', 'white'])
    expect(made!.pool_size).toBe(4)
  })

  it('counts a pool after its floor', async () => {
    const run = await open({ minProbability: 0.1 })
    const { rejected } = await run([rowOf('a {black} car', [0.5, 0.1, 0.09, null, 0.2, 0.3, 0.05, null, 0, 0.01])])
    expect(rejected).toEqual([[0, 'few-candidates', '4, and 4 prompts are chosen from 8 or more']])
  })

  it('rejects a slot behind the last token that CLIP reads, and no slot before', async () => {
    // This model has a token for each letter: 75 of them, between begin and end.
    const run = await open()
    const [last, behind] = [74, 75].map(count => rowOf(`${'x'.repeat(count)} {red} door`))
    const { rejected } = await run([last!, behind!])
    expect(rejected).toEqual([[1, 'caption-too-long', '']])
  })

  it('passes a stop on to the model', async () => {
    const stage = await select(selectOptions.parse({ model }), 1).open(machine())
    opened.push(stage)
    const reason = new Error('enough')
    const [{ key, caption, slot_start, candidates }] = rows as [Row]
    const batch = { key: [key], caption: [caption], slot_start: [slot_start], candidates: [candidates] }
    const stopped = { signal: AbortSignal.abort(reason), reject: () => {}, count: () => {} }
    await expect(stage.run(batch, stopped)).rejects.toBe(reason)
  })
})
