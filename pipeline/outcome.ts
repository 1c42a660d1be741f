import { shardFiles } from '../data/shards/layout.ts'
import { readParquet } from '../data/shards/reader.ts'
import { parseCaption } from '../data/world/caption.ts'
import { entryOf } from '../data/world/distance.ts'
import { readPath } from '../data/world/web/address.ts'
import type { Relation, Source } from '../schemas/prompt.ts'
import { type DatasetState, readState } from './dataset-state.ts'
import { type Plan, readPlan } from './plan.ts'

export interface Prompt {
  readonly word: string
  readonly relation: Relation
  readonly sources: readonly Source[]
  readonly similarity: number
}

/** A caption whose word from `slot_start` to `slot_end` is replaced in each prompt, the nearest first. */
export interface Example {
  readonly caption: string
  readonly slot_word: string
  readonly slot_start: number
  readonly slot_end: number
  readonly prompts: readonly Prompt[]
}

/** What a dataset of the closed world came to, read from its folder alone. */
export interface Outcome {
  readonly plan: Plan
  readonly state: DatasetState
  /** In plan order, the first with slots of different words. */
  readonly examples: readonly Example[]
  readonly prompts: number
  /** Prompts by what the new word is to the old one, and by who proposed it; the most frequent first. */
  readonly byRelation: Counts
  readonly byProposer: Counts
  /** Mean cosine of caption and prompt: of the nearest prompts, of the second nearest, and so on. */
  readonly meanSimilarities: readonly number[]
  /** Captions of drawn scenes, and those that say object, colour, pattern and place right; near-synonym colours are one. */
  readonly captions: { readonly told: number; readonly right: number }
}
type Counts = readonly (readonly [name: string, count: number])[]

type Row = Example & { readonly final_url: string | null }

/** @throws UsageError where the folder holds no plan */
export const readOutcome = async (out: string, shown: number): Promise<Outcome> => {
  const plan = await readPlan(out)
  const rows = await readRows(out, plan)
  const prompts = rows.flatMap(row => row.prompts)
  return {
    plan,
    state: await readState(out, plan),
    examples: chooseExamples(rows, shown),
    prompts: prompts.length,
    byRelation: tally(prompts.map(({ relation }) => relation)),
    byProposer: tally(prompts.map(({ sources }) => [...sources].sort().join(' + '))),
    meanSimilarities: meanByRank(rows),
    captions: judgeCaptions(rows),
  }
}

const columns = ['caption', 'slot_word', 'slot_start', 'slot_end', 'prompts', 'final_url'] as const

const readRows = async (out: string, plan: Plan): Promise<Row[]> => {
  const rows: Row[] = []
  for (let shard = 0; shard < plan.shards; shard += 1) {
    const arrays = await readParquet(shardFiles(out, shard, plan.shards).data, { columns: [...columns] })
    // The contract of recipe `world` gives these columns their types.
    for (const at of arrays.caption!.keys())
      rows.push(Object.fromEntries(columns.map(name => [name, arrays[name]![at]])) as unknown as Row)
  }
  return rows
}

const chooseExamples = (rows: readonly Row[], shown: number): Example[] => {
  const byWord = new Map<string, Row>()
  for (const row of rows) if (!byWord.has(row.slot_word)) byWord.set(row.slot_word, row)
  return [...byWord.values()].slice(0, shown)
}

const tally = (names: readonly string[]): Counts => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
}

const meanByRank = (rows: readonly Row[]): number[] =>
  (rows[0]?.prompts ?? []).map((_, rank) => {
    const similarities = rows.map(({ prompts }) => prompts[rank]!.similarity)
    return similarities.reduce((sum, similarity) => sum + similarity, 0) / similarities.length
  })

const judgeCaptions = (rows: readonly Row[]): Outcome['captions'] => {
  const drawn = rows.flatMap(({ final_url, caption }) => {
    const scene = readPath(final_url ?? '')?.scene
    return scene ? [{ scene, said: parseCaption(caption) }] : []
  })
  const right = drawn.filter(
    ({ scene, said }) =>
      said !== null &&
      entryOf('colour', said.colour).look === entryOf('colour', scene.colour).look &&
      (['object', 'pattern', 'place'] as const).every(kind => said[kind] === scene[kind]),
  )
  return { told: drawn.length, right: right.length }
}
