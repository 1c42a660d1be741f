import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRows } from '../../data/shards/rows.ts'
import type { Item } from '../../pipeline/item.ts'
import { startLine } from '../../pipeline/line.ts'
import { recipes } from '../../pipeline/recipes/names.ts'
import { parseSettings } from '../../pipeline/settings.ts'
import { openStage, through } from '../../pipeline/stage-run.ts'
import type { Columns } from '../../schemas/column.ts'
import { allColumns } from '../../schemas/shard.ts'
import type { Machine, RunColumns, RunRow, Stage } from '../../stages/stage.ts'
import { collect, machine } from '../support/chain.ts'
import { tinyBert } from '../support/tiny-bert.ts'
import { tinyBlip } from '../support/tiny-blip.ts'
import { tinyClip } from '../support/tiny-clip.ts'
import { batchOf, openSamples, type Samples, sampleRows } from './samples.ts'

const clip = await tinyClip()
// A stage that stands in a recipe is under contract. Nothing has to be written here for a new one, unless it wants a model.
const settings: { readonly [recipe: string]: readonly string[] } = {
  // So short that no caption of random weights goes round in a loop.
  caption: [`caption.model=${await tinyBlip()}`, 'caption.maxLength=4'],
  augment: [`candidates.model=${await tinyBert()}`, `select.model=${clip.model}`],
  aesthetic: [`aesthetic.model=${clip.model}`, `aesthetic.head=${clip.head}`],
}
const stages = new Map(
  recipes
    // Each stage of these stands in another recipe too.
    .filter(({ name }) => name !== 'laion' && name !== 'world')
    .flatMap(recipe => recipe.build(parseSettings(recipe, settings[recipe.name] ?? []), 0).stages)
    // The caption of the source is a stage of its own under the same name.
    .map(stage => [`${stage.name} of ${Object.keys(stage.reads)}`, stage]),
)

let samples: Samples
beforeAll(async () => {
  samples = await openSamples()
})
afterAll(() => samples.close())

const onLoopback = (signal?: AbortSignal): Machine => {
  const made = machine(signal)
  return { ...made, network: { ...made.network, allowAddresses: [samples.address] } }
}

type Batch = { readonly [name: string]: readonly unknown[] }

/** Runs the stage itself on a batch, as the runner would, row by row where it is a row stage. */
const answer = async (stage: Stage, batch: Batch, signal = new AbortController().signal): Promise<Batch> => {
  const opened = await stage.open(onLoopback(signal))
  try {
    if (stage.kind === 'columns') {
      const scope = {
        signal,
        reject: (row: number, reason: string) => expect.fail(`row ${row}: ${reason}`),
        count: () => {},
      }
      const columns = await (opened.run as RunColumns<Columns, Columns>)(batch as never, scope)
      return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values)]))
    }
    const rows = Array.from(Object.values(batch)[0]!, (_, at) => rowOf(batch, at))
    const scope = { signal, note: () => {} }
    const added = await Promise.all(rows.map(row => (opened.run as RunRow<Columns, Columns>)(row as never, scope)))
    return Object.fromEntries(Object.keys(stage.adds).map(name => [name, added.map(row => row[name])]))
  } finally {
    await opened.close?.()
  }
}

const rowOf = (batch: Batch, at: number) =>
  Object.fromEntries(Object.entries(batch).map(([name, values]) => [name, values[at]]))

const freeze = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const part of Object.values(value)) freeze(part)
  return Object.freeze(value)
}

const items = async function* (batch: Batch, rejected: boolean): AsyncGenerator<Item> {
  for (let index = 0; index < sampleRows; index += 1) {
    const item: Item = { index, key: String(index), values: rowOf(batch, index), notes: {} }
    yield rejected ? { ...item, rejected: { stage: 'before', reason: 'http-404', detail: '' } } : item
  }
}

describe.each([...stages.values()])('stage $name', stage => {
  test('declares columns that the schemas know', () => {
    for (const [name, column] of Object.entries({ ...stage.reads, ...stage.adds }))
      expect(column).toEqual((allColumns as Columns)[name])
  })

  test('adds what it declares: every column, of its type, aligned with the rows', async () => {
    const added = await answer(stage, batchOf(samples, stage.reads))
    expect(checkRows(stage.adds, added, 0)).toBe(sampleRows)
    for (const [name, column] of Object.entries(stage.adds))
      if (!column.nullable) expect(added[name]).not.toContain(null)
  })

  test('leaves its input untouched', async () => {
    const batch = batchOf(samples, stage.reads)
    const before = structuredClone(batch)
    await answer(stage, freeze(batch))
    expect(batch).toEqual(before)
  })

  test('answers the same twice', async () => {
    const batch = batchOf(samples, stage.reads)
    expect(await answer(stage, batch)).toEqual(await answer(stage, batch))
  })

  test('answers an empty batch, or no rows, with nothing', async () => {
    const empty = Object.fromEntries(Object.keys(stage.reads).map(name => [name, []]))
    expect(Object.values(await answer(stage, empty)).every(values => values.length === 0)).toBe(true)
  })

  test('is not asked about rows that were rejected before, and passes them on in order', async () => {
    const { signal } = new AbortController()
    const unasked = { ...stage, open: async () => ({ run: () => expect.fail('it was asked') }) } as Stage
    const open = await openStage(
      unasked,
      onLoopback(signal),
      startLine(() => 0),
      { spent: [], transients: [], onRow: () => {} },
    )
    const passed = await collect(through(open, 0, items(batchOf(samples, stage.reads), true), signal))
    expect(passed.map(item => item.index)).toEqual(Array.from({ length: sampleRows }, (_, index) => index))
  })

  test('hears an abort: with the reason, and never as a reject', async () => {
    const controller = new AbortController()
    const open = await openStage(
      stage,
      onLoopback(controller.signal),
      startLine(() => 0),
      {
        spent: [],
        transients: [],
        onRow: () => {},
      },
    )
    try {
      const reason = new Error('enough')
      const flow = collect(through(open, 0, items(batchOf(samples, stage.reads), false), controller.signal))
      controller.abort(reason)
      await expect(flow).rejects.toBe(reason)
    } finally {
      await open.opened.close?.()
    }
  })
})
