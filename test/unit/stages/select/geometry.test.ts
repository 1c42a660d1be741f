import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../../../stages/random.ts'
import { type Choice, choose } from '../../../../stages/select/choice.ts'
import { similarityOf, unitVector } from '../../../../stages/select/similarity.ts'
import { readNpy } from '../../../support/npy.ts'
import { shared } from '../../../support/root.ts'

// CLIP's embeddings of "a <noun>" for the nouns of LVIS: what real distances between prompts look like.
const draws = 1000
const keep = 4
const names = ['random', 'quantiles', 'levels', 'spread'] as const
type Name = (typeof names)[number]

if (!shared) console.warn('skipped: there is no ../shared/fixtures with embeddings of CLIP')

/** Of the prompts of one draw. */
interface Draw {
  /** Their share of the range of the pool's distances. */
  readonly range: number
  /** The least step from one distance to the next. */
  readonly gap: number
  /** Whether one of the two nearest nouns of all is among them. */
  readonly isNear: boolean
}

const nouns = (
  folder: string,
): { readonly words: readonly string[]; readonly directions: readonly Float64Array[] } => ({
  words: JSON.parse(readFileSync(join(folder, 'lvis_v1_names.json'), 'utf8')),
  directions: readNpy(join(folder, 'lvis_v1_clip_a+cname.npy')).map(row => unitVector(Float32Array.from(row))),
})

/** A noun with a pool of its two nearest and 22 others. */
const drawPool = ({ words, directions }: ReturnType<typeof nouns>, draw: number) => {
  const stream = random(1, String(draw), 'pool')
  const noun = Math.floor(stream() * words.length)
  const similarity = directions.map(direction => similarityOf(directions[noun]!, direction))
  const others = [...words.keys()].filter(word => word !== noun).sort((a, b) => similarity[b]! - similarity[a]!)
  const near = others.splice(0, 2)
  const far = Array.from({ length: 22 }, () => others.splice(Math.floor(stream() * others.length), 1)[0]!)
  return { noun, near, pool: [...near, ...far] }
}

const look = ({ prompts, pool }: Choice, near: readonly string[]): Draw => {
  const steps = prompts.slice(1).map(({ similarity }, at) => prompts[at]!.similarity - similarity)
  return {
    range: (prompts[0]!.similarity - prompts.at(-1)!.similarity) / (pool[0]!.similarity - pool.at(-1)!.similarity),
    gap: Math.min(...steps),
    isNear: prompts.some(({ word }) => near.includes(word)),
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe.skipIf(!shared)('strategies on real embeddings of CLIP, 2 near and 22 random nouns, 4 chosen', () => {
  const figures = {} as { [name in Name]: { readonly range: number; readonly gap: number; readonly near: number } }

  beforeAll(() => {
    const known = nouns(join(shared!, 'fixtures/clip_text_embeddings'))
    const made: { [name in Name]: Draw[] } = { random: [], quantiles: [], levels: [], spread: [] }
    for (let draw = 0; draw < draws; draw += 1) {
      const { noun, near, pool } = drawPool(known, draw)
      const candidates = pool.map(number => candidateOf(known.words[number]!))
      const directionOf = (word: string) => known.directions[known.words.indexOf(word)]!
      for (const strategy of names) {
        const stream = random(0, String(draw), 'select')
        const choice = choose(known.words[noun]!, candidates, directionOf, { strategy, keep }, stream)
        made[strategy].push(
          look(
            choice,
            near.map(number => known.words[number]!),
          ),
        )
      }
    }
    for (const name of names) {
      const looks = made[name]
      figures[name] = {
        range: mean(looks.map(({ range }) => range)),
        gap: mean(looks.map(({ gap }) => gap)),
        near: mean(looks.map(({ isNear }) => Number(isNear))),
      }
    }
    const cell = (value: number) => value.toFixed(3).padStart(8)
    console.info(
      [
        `${draws} draws      range     gap    near`,
        ...names.map(name => {
          const { range, gap, near } = figures[name]
          return `${name.padEnd(10)} ${cell(range)}${cell(gap)}${cell(near)}`
        }),
      ].join('\n'),
    )
  })

  it('levels cover at least 1.6 times the range that random covers', () => {
    expect(figures.levels.range).toBeGreaterThanOrEqual(1.6 * figures.random.range)
  })

  it('levels cover more than quantiles, and quantiles more than random', () => {
    expect(figures.levels.range).toBeGreaterThan(figures.quantiles.range)
    expect(figures.quantiles.range).toBeGreaterThan(figures.random.range)
  })

  it('levels leave wider gaps than quantiles, and quantiles wider ones than random', () => {
    expect(figures.levels.gap).toBeGreaterThan(figures.quantiles.gap)
    expect(figures.quantiles.gap).toBeGreaterThan(figures.random.gap)
  })

  it('levels hold a near-synonym in four of five draws, random in less than two of five', () => {
    expect(figures.levels.near).toBeGreaterThan(0.8)
    expect(figures.random.near).toBeLessThan(0.4)
  })

  it('quantiles choose a near-synonym as often as random, within what 1,000 draws can tell', () => {
    expect(Math.abs(figures.quantiles.near - figures.random.near)).toBeLessThan(0.07)
  })
})

const candidateOf = (word: string) => ({
  text: word,
  word,
  sources: ['wordnet'],
  relation: 'co-hyponym',
  bert_probability: null,
  synset: null,
})
