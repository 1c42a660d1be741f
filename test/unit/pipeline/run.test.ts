import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { shardFiles } from '../../../data/shards/layout.ts'
import { readFooter, readParquet } from '../../../data/shards/reader.ts'
import { stateOf } from '../../../pipeline/dataset-state.ts'
import { describeRun } from '../../../pipeline/face/run-table.ts'
import { rowsOfShard } from '../../../pipeline/plan.ts'
import type { Progress } from '../../../pipeline/progress.ts'
import { recipe } from '../../../pipeline/recipe.ts'
import { readStats } from '../../../pipeline/stats.ts'
import { column } from '../../../schemas/column.ts'
import { laionColumns, url } from '../../../schemas/laion.ts'
import { Reject } from '../../../stages/reject.ts'
import { columnStage, rowStage } from '../../../stages/stage.ts'
import { machine } from '../../support/chain.ts'
import { filesBelow } from '../../support/dataset.ts'
import { planRun } from '../../support/planned-run.ts'

const length = column('int32', 'Characters of the URL.')
const half = column('float64', 'Half of them.')

/** Two stages that keep a diary: how often opened and closed, how many rows and calls at once. */
const diary = (work: (index: number) => Promise<void>) => {
  const seen = { opened: 0, closed: 0, rows: 0, most: 0 }
  const close = async () => {
    seen.closed += 1
  }
  const measure = rowStage({
    name: 'measure',
    reads: { url },
    adds: { length },
    limit: 5,
    open: async () => {
      seen.opened += 1
      const run = async (row: { url: string }) => {
        seen.rows += 1
        seen.most = Math.max(seen.most, seen.rows)
        try {
          await work(Number(/(\d+)\.jpg$/.exec(row.url)![1]))
        } finally {
          seen.rows -= 1
        }
        return { length: row.url.length }
      }
      return { run, engine: { ruler: '1.0' }, close }
    },
  })
  const halve = columnStage({
    name: 'halve',
    reads: { length },
    adds: { half },
    size: 4,
    open: async () => ({
      run: batch => ({ half: batch.length.map(value => value / 2) }),
      close,
    }),
  })
  return { seen, chain: recipe(laionColumns).through(measure).through(halve).to({ half }) }
}

test('stages are opened once and closed once, and shards in flight share their lanes', async () => {
  const { seen, chain } = diary(index => wait(index % 7))
  const { run, progress, plan, shards, out } = await planRun(chain, 95)
  await run()
  expect(seen).toMatchObject({ opened: 1, closed: 2, rows: 0, most: 5 })
  expect(progress.shards).toEqual({ todo: 10, done: 10 })
  expect(progress.rows).toMatchObject({ written: 95, rejected: 0 })
  const planned = await Promise.all(
    shards.map(async shard => (await readStats(shardFiles(out, shard, 10).stats))?.planned),
  )
  expect(planned).toEqual([...Array(9).fill(10), rowsOfShard(plan, 9)])
})

test('rows are stored in plan order with what every stage added, rejects beside them, and engines in the footer', async () => {
  const { chain } = diary(async index => {
    await wait(index % 5)
    if (index % 3 === 0) throw new Reject('http-404', `row ${index}`)
  })
  const { run, out } = await planRun(chain, 20)
  await run()
  for (const shard of [0, 1]) {
    const planned = (await readParquet(join(out, `plan/0000${shard}.parquet`))).url as string[]
    const lost = (address: string) => Number(/(\d+)\.jpg/.exec(address)![1]) % 3 === 0
    const data = await readParquet(join(out, `data/train-0000${shard}-of-00002.parquet`))
    expect(data.url).toEqual(planned.filter(address => !lost(address)))
    expect(data.half).toEqual(data.url!.map(address => (address as string).length / 2))
    const rejects = await readParquet(join(out, `rejects/0000${shard}.parquet`))
    expect(rejects.url).toEqual(planned.filter(lost))
    expect(new Set(rejects.reason)).toEqual(new Set(['http-404']))
    const { metadata } = await readFooter(join(out, `data/train-0000${shard}-of-00002.parquet`))
    expect(JSON.parse(metadata['softpa.class']!)).toMatchObject({ device: 'cpu', ruler: '1.0' })
  }
})

test('a stage that breaks stops the run: the other shards are abandoned, nothing half-made stays, a re-run finishes', async () => {
  let broken = true
  const { seen, chain } = diary(async index => {
    await wait(index % 5)
    if (index === 17 && broken) throw new Error('out of luck')
  })
  const { run, out } = await planRun(chain, 40)
  await expect(run()).rejects.toThrow(/stage measure failed on shard \d, row [0-9a-f]{32}: out of luck/)
  expect(seen.closed).toBe(2)
  expect((await filesBelow(out)).filter(file => file.endsWith('.tmp'))).toEqual([])
  broken = false
  await run()
  expect((await filesBelow(out)).filter(file => file.startsWith('data/'))).toHaveLength(4)
})

test('an abort is heard at once and leaves nothing half-made', async () => {
  const controller = new AbortController()
  const { chain } = diary(async index => {
    if (index === 5) controller.abort(new Error('enough'))
    await wait(1)
  })
  const { run, out } = await planRun(chain, 40, machine(controller.signal))
  await expect(run()).rejects.toThrow('enough')
  expect((await filesBelow(out)).filter(file => file.endsWith('.tmp'))).toEqual([])
})

/** A gate that holds every call of a stage until it is opened. */
const gate = () => {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}

/** A stage that counts its rows, and one behind it; whichever is `slow` waits for the gate. */
const unequal = (slow: 'measure' | 'halve') => {
  const { opened, open } = gate()
  const seen = { measured: 0 }
  const measure = rowStage({
    name: 'measure',
    reads: { url },
    adds: { length },
    limit: 5,
    open: async () => async row => {
      if (slow === 'measure') await opened
      seen.measured += 1
      return { length: row.url.length }
    },
  })
  const halve = columnStage({
    name: 'halve',
    reads: { length },
    adds: { half },
    size: 4,
    open: async () => async batch => {
      if (slow === 'halve') await opened
      return { half: batch.length.map(value => value / 2) }
    },
  })
  return { seen, open, chain: recipe(laionColumns).through(measure).through(halve).to({ half }) }
}

const meterOf = ({ stages }: Progress, name: string) => {
  const { meter } = stages.find(stage => stage.name === name) ?? {}
  meter?.advance()
  return meter
}

test('a stage that is fed faster than it works holds those before it: they work ahead as far as 32 shards, and no farther', async () => {
  const { seen, open, chain } = unequal('halve')
  const { run, progress } = await planRun(chain, 1000)
  const running = run()
  await expect.poll(() => meterOf(progress, 'measure')?.heldByMs.halve).toBeGreaterThan(100)
  expect(seen.measured).toBeGreaterThan(4)
  expect(seen.measured).toBeLessThanOrEqual(320)
  open()
  await running
  expect(seen.measured).toBe(1000)
})

test('a stage that works faster than it is fed says whom it waited for', async () => {
  const { open, chain } = unequal('measure')
  const { run, progress, plan } = await planRun(chain, 20)
  const running = run()
  // On a slow machine start and source take their time too: the gate stays shut until they do not count any more.
  const share = () => {
    const { times, waitedForMs } = meterOf(progress, 'halve') ?? {}
    return (waitedForMs?.measure ?? 0) / ((times?.starvedMs ?? 0) + 100)
  }
  await expect.poll(share).toBeGreaterThan(0.6)
  open()
  await running
  expect(describeRun(progress, stateOf(plan, []))).toMatch(/^ {2}halve .* measure \d+ %/m)
})
