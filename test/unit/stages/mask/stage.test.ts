import { afterAll, beforeAll, expect, it } from 'vitest'
import { maskOptions } from '../../../../stages/mask/options.ts'
import { mask } from '../../../../stages/mask/stage.ts'
import { machine } from '../../../support/chain.ts'

const captions = ['a black cat on a wooden table', 'two dogs in the snow', 'over and out', 'a plate of food']
type Opened = Awaited<ReturnType<ReturnType<typeof mask>['open']>>

const opened: Opened[] = []
const openWith = async (seed: number) => {
  const stage = await mask(maskOptions.parse({}), seed).open(machine())
  opened.push(stage)
  return stage
}
let first: Opened
beforeAll(async () => {
  first = await openWith(1)
})
afterAll(() => Promise.all(opened.map(stage => stage.close?.())))

/** What the stage answers, by caption, and what it rejects. */
const run = async (stage: Opened, texts: readonly string[]) => {
  const rejects: [number, string][] = []
  const scope = {
    signal: new AbortController().signal,
    reject: (row: number, reason: string) => rejects.push([row, reason]),
    count: () => {},
  }
  const answer = await stage.run({ key: texts.map(text => `key of ${text}`), caption: texts }, scope)
  const rows = texts.map(
    (text, row) => [text, answer.slot_word[row], answer.slot_start[row], answer.slot_end[row]] as const,
  )
  return { rows, rejects }
}

it('answers a slot that the caption holds', async () => {
  const { rows } = await run(first, captions)
  for (const [text, word, start, end] of rows) expect(text.slice(start, end)).toBe(word)
})

it('rejects a caption without a slot', async () => {
  expect((await run(first, captions)).rejects).toEqual([[2, 'no-slot']])
})

it('answers the same for a row in any batch', async () => {
  const whole = (await run(first, captions)).rows
  const single = await Promise.all(captions.toReversed().map(text => run(first, [text])))
  expect(single.flatMap(({ rows }) => rows).toReversed()).toEqual(whole)
})

it('answers another slot for another seed', async () => {
  const stages = await Promise.all([2, 3, 4, 5, 6, 7].map(openWith))
  const words = await Promise.all(stages.map(async stage => (await run(stage, captions)).rows[0]![1]))
  expect(new Set(words).size).toBeGreaterThan(1)
})

it('names what its answers depend on', () => {
  expect(Object.keys(first.engine ?? {})).toEqual(['wink-nlp', 'wink-eng-lite-web-model', 'wordnet'])
})
