import { beforeAll, describe, expect, it } from 'vitest'
import type { Slot } from '../../../../schemas/slot.ts'
import { openJudge } from '../../../../stages/candidates/judge.ts'
import { type CandidatesOptions, candidatesOptions } from '../../../../stages/candidates/options.ts'
import { type Judge, makePool } from '../../../../stages/candidates/pool.ts'
import { openFinder } from '../../../../stages/mask/finder.ts'

let findSlots: (caption: string) => readonly Slot[]
beforeAll(async () => {
  findSlots = (await openFinder()).findSlots
})

const judgeWith = async (options: Partial<CandidatesOptions> = {}): Promise<Judge> =>
  (await openJudge(candidatesOptions.parse(options))).judge

/** The pool of the slot at a word, with predictions of falling probability. */
const poolOf = (caption: string, word: string, predicted: readonly string[], judge: Judge, useWordNet = false) => {
  const slot = findSlots(caption).find(slot => slot.word === word)
  if (!slot) throw new Error(`"${word}" is no slot of "${caption}"`)
  const predictions = predicted.map((word, at) => ({ word, probability: 0.5 / (at + 1) }))
  return makePool(caption, slot, predictions, useWordNet, judge)
}

describe('of the words that the model predicts, the pool leaves out', () => {
  it.each([
    ['pieces of words', 'a red car on a road', 'car', '##s', 'sub-word'],
    ['punctuation', 'a red car on a road', 'car', '!', 'no-word'],
    ['digits', 'a red car on a road', 'car', '42', 'no-word'],
    ['single letters', 'a red car on a road', 'car', 'x', 'no-word'],
    ['the word itself', 'a red car on a road', 'car', 'car', 'same-word'],
    ['another form of it', 'a red car on a road', 'car', 'cars', 'same-word'],
    ['slurs', 'a young man on a road', 'man', 'bastard', 'denied'],
    ['verbs', 'a red car on a road', 'car', 'sing', 'part-of-speech'],
    ['stop words', 'a red car on a road', 'red', 'the', 'part-of-speech'],
    ['names', 'a red car on a road', 'car', 'london', 'name'],
    ['plurals after "a"', 'a red car on a road', 'car', 'dogs', 'number'],
    ['singulars after "two"', 'two dogs on a road', 'dogs', 'cat', 'number'],
    ['stuff after "a"', 'a red car on a road', 'car', 'furniture', 'number'],
    ['quantities', 'a red car on a road', 'red', 'several', 'grammar'],
    ['words that make a compound', 'a red dog on a road', 'red', 'hot', 'grammar'],
  ])('%s', async (_, caption, slot, word, fault) => {
    const { candidates, leftOut } = poolOf(caption, slot, [word], await judgeWith())
    expect(candidates).toEqual([])
    expect(leftOut).toEqual({ [fault]: 1 })
  })
})

describe('a pool', () => {
  it('keeps predicted words in their order, with the article repaired, and says that BERT proposed them', async () => {
    const { candidates } = poolOf('a red car on a road', 'red', ['blue', 'orange', 'old'], await judgeWith())
    expect(candidates).toEqual([
      {
        text: 'a blue car on a road',
        word: 'blue',
        sources: ['bert'],
        relation: 'co-hyponym',
        bert_probability: 0.5,
        synset: 'red.s.01',
      },
      {
        text: 'an orange car on a road',
        word: 'orange',
        sources: ['bert'],
        relation: 'co-hyponym',
        bert_probability: 0.25,
        synset: 'red.s.01',
      },
      expect.objectContaining({ text: 'an old car on a road', relation: 'predicted', synset: null }),
    ])
  })

  it('names both sources where both propose a word, which comes once', async () => {
    const { candidates, leftOut } = poolOf('a red car', 'car', ['truck', 'house'], await judgeWith(), true)
    expect(candidates.filter(({ word }) => word === 'truck')).toMatchObject([
      { sources: ['bert', 'wordnet'], relation: 'co-hyponym', synset: 'car.n.01', bert_probability: 0.5 },
    ])
    expect(leftOut.twice).toBeGreaterThan(0)
  })

  it('holds no other spelling of the slot itself', async () => {
    const { candidates, leftOut } = poolOf('a dining room with a table', 'dining room', [], await judgeWith(), true)
    expect(candidates.map(({ word }) => word)).not.toContain('dining-room')
    expect(leftOut['same-word']).toBe(1)
  })

  it("takes WordNet's relations in turn, so that none takes all the places", async () => {
    const { candidates } = poolOf('a red car', 'red', [], await judgeWith({ perSource: 8 }), true)
    const relations = candidates.map(({ relation }) => relation)
    expect(relations).toHaveLength(8)
    for (const relation of ['synonym', 'indirect-antonym', 'co-hyponym']) expect(relations).toContain(relation)
  })

  it('gives each source at most its places, and counts the surplus', async () => {
    const words = ['blue', 'green', 'white', 'black', 'yellow']
    const { candidates, leftOut } = poolOf('a red car', 'red', words, await judgeWith({ perSource: 3 }), true)
    expect(candidates.filter(({ sources }) => sources[0] === 'bert')).toHaveLength(3)
    expect(candidates).toHaveLength(6)
    expect(leftOut.surplus).toBeGreaterThanOrEqual(2)
  })

  it('reads a word in the first sense that a picture can show: a table is furniture, a plate is no base', async () => {
    const { candidates } = poolOf('a cup on a table', 'table', [], await judgeWith(), true)
    expect(new Set(candidates.map(({ synset }) => synset))).toEqual(new Set(['table.n.02']))
  })

  it('reads it in the sense that the predicted words speak for, where that is asked', async () => {
    const judge = await judgeWith({ senses: 'likely' })
    const sense = (predicted: string[]) =>
      new Set(poolOf('a large bank by a river', 'bank', predicted, judge, true).candidates.map(({ synset }) => synset))
    const [slope, building] = [sense(['hill', 'slope', 'shore']), sense(['library', 'depository', 'house'])]
    expect(slope).not.toEqual(building)
  })

  it('keeps only what is in the vocabulary, known to WordNet or not', async () => {
    const judge = await judgeWith({ vocabulary: [['blue', 'mandarin', 'truck']] })
    const { candidates, leftOut } = poolOf('a red car', 'red', ['blue', 'green', 'mandarin'], judge)
    expect(candidates.map(({ word }) => word)).toEqual(['blue', 'mandarin'])
    expect(leftOut).toEqual({ vocabulary: 1 })
  })

  it('lets a word take the place of its own list only, and a word of no list that of any', async () => {
    const judge = await judgeWith({
      vocabulary: [
        ['red', 'blue', 'mandarin'],
        ['truck', 'wooden'],
      ],
    })
    const words = (slot: string) =>
      poolOf(`a ${slot} car`, slot, ['blue', 'wooden', 'red'], judge).candidates.map(({ word }) => word)
    expect(words('red')).toEqual(['blue'])
    expect(words('shiny')).toEqual(['blue', 'wooden', 'red'])
  })

  it('takes a list at its word where a mass noun and a count noun stand for one another', async () => {
    const judge = await judgeWith({ vocabulary: [['snow', 'park', 'beach']] })
    const { candidates } = poolOf('a dog in the snow', 'snow', ['park', 'beach'], judge)
    expect(candidates.map(({ text }) => text)).toEqual(['a dog in the park', 'a dog in the beach'])
  })

  it('writes plurals and capitals as the slot has them', async () => {
    const { candidates } = poolOf('Dogs in the snow', 'Dogs', ['cats', 'wolves'], await judgeWith(), true)
    expect(candidates.map(({ text }) => text).slice(0, 2)).toEqual(['Cats in the snow', 'Wolves in the snow'])
    expect(candidates.every(({ word }) => /^\p{Lu}/u.test(word))).toBe(true)
  })
})
