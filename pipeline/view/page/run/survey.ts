import type { Cell } from '../cell.ts'
import type { RawRow, Shard } from '../data/shard.ts'
import type { Table } from '../data/table.ts'
import { listOf, numberOf, recordOf, textOf } from '../data/value.ts'

/** What rows are like, as far as they were looked at. */
export interface Survey {
  readonly looked: number
  /** Words of each caption. */
  readonly lengths: readonly number[]
  /** The longer side of each picture as it came, in pixels. */
  readonly sides: readonly number[]
  readonly scores: readonly number[]
  /** Cosines of prompts and caption, by the prompt's rank: the nearest first. */
  readonly similarities: readonly (readonly number[])[]
  readonly relations: ReadonlyMap<string, number>
  readonly partsOfSpeech: ReadonlyMap<string, number>
  /** Words that were replaced, by their base forms. */
  readonly replaced: ReadonlyMap<string, number>
  /** Words that replace them. */
  readonly replacing: ReadonlyMap<string, number>
}

const columns = [
  ...['caption', 'prompts', 'slot_lemma', 'slot_pos', 'aesthetic'],
  ...['original_width', 'original_height', 'width', 'height'],
]

export interface Surveying {
  /** Goes on until so many rows were looked at. */
  want(rows: number): void
  stop(): void
}

/** Looks at the small columns of a table, row group by row group, also of what is added later. */
export const startSurvey = (
  table: Cell<Table>,
  publish: (survey: Survey) => void,
  fail: (sentence: string) => void,
): Surveying => {
  const groups = new Map<Shard, number>()
  const survey = emptySurvey()
  const state = { wanted: 0, isStopped: false, wake: () => {} }
  const unwatch = table.watch(() => state.wake())
  const run = async () => {
    while (!state.isStopped) {
      const shard = table.get().shards.find(one => (groups.get(one) ?? 0) < one.groupStarts.length - 1)
      if (shard && survey.looked < state.wanted) await lookAt(shard)
      else
        await new Promise<void>(resolve => {
          state.wake = resolve
        })
    }
  }
  const lookAt = async (shard: Shard) => {
    const group = groups.get(shard) ?? 0
    groups.set(shard, group + 1)
    try {
      for (const row of await shard.read(columns, shard.groupStarts[group]!, shard.groupStarts[group + 1]!))
        add(survey, row)
      if (!state.isStopped) publish({ ...survey })
    } catch (error) {
      groups.set(shard, Number.POSITIVE_INFINITY)
      fail(`${shard.file.path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  void run()
  return {
    want: rows => {
      state.wanted = Math.max(state.wanted, rows)
      state.wake()
    },
    stop: () => {
      state.isStopped = true
      unwatch()
      state.wake()
    },
  }
}

export const emptySurvey = () => ({
  looked: 0,
  lengths: [] as number[],
  sides: [] as number[],
  scores: [] as number[],
  similarities: [] as number[][],
  relations: new Map<string, number>(),
  partsOfSpeech: new Map<string, number>(),
  replaced: new Map<string, number>(),
  replacing: new Map<string, number>(),
})

/** Takes a row into a survey. */
export const add = (survey: ReturnType<typeof emptySurvey>, row: RawRow): void => {
  survey.looked += 1
  const caption = textOf(row.caption)
  if (caption !== null) survey.lengths.push(caption.split(/\s+/).filter(Boolean).length)
  const side = Math.max(
    numberOf(row.original_width ?? row.width) ?? 0,
    numberOf(row.original_height ?? row.height) ?? 0,
  )
  if (side > 0) survey.sides.push(side)
  const score = numberOf(row.aesthetic)
  if (score !== null) survey.scores.push(score)
  count(survey.partsOfSpeech, row.slot_pos)
  count(survey.replaced, row.slot_lemma)
  for (const [rank, prompt] of listOf(row.prompts).map(recordOf).entries()) {
    count(survey.relations, prompt.relation)
    count(survey.replacing, prompt.word)
    const similarity = numberOf(prompt.similarity)
    survey.similarities[rank] ??= []
    if (similarity !== null) survey.similarities[rank].push(similarity)
  }
}

const count = (counts: Map<string, number>, name: unknown): void => {
  if (typeof name === 'string') counts.set(name, (counts.get(name) ?? 0) + 1)
}
