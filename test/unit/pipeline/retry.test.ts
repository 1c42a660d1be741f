import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shardFiles } from '../../../data/shards/layout.ts'
import { readParquet } from '../../../data/shards/reader.ts'
import { recipe } from '../../../pipeline/recipe.ts'
import { openStaging } from '../../../pipeline/retry/generation.ts'
import { findHealable } from '../../../pipeline/retry/healable.ts'
import { retryShard } from '../../../pipeline/retry/shard.ts'
import { readStats } from '../../../pipeline/stats.ts'
import { column } from '../../../schemas/column.ts'
import { laionColumns, url } from '../../../schemas/laion.ts'
import { Reject } from '../../../stages/reject.ts'
import { columnStage, rowStage } from '../../../stages/stage.ts'
import { planRun } from '../../support/planned-run.ts'

const visit = column('int32', 'How often the stage has met the row.')

/** A stage that loses rows 3, 4 and 5 at their first visit, row 5 for good, and one that counts letters. */
const chain = () => {
  const visits = new Map<number, number>()
  const meet = rowStage({
    name: 'meet',
    reads: { url },
    adds: { visit },
    limit: 5,
    open: async () => async (row, scope) => {
      const number = Number(/(\d+)\.jpg$/.exec(row.url)![1])
      const count = (visits.get(number) ?? 0) + 1
      visits.set(number, count)
      scope.note({ visits: count })
      if (number === 5) throw new Reject('http-404')
      if (number === 3 || number === 4) if (count === 1) throw new Reject('http-5xx', 'status 503')
      return { visit: count }
    },
  })
  const letters = column('int32', 'Letters of the URL.')
  const count = columnStage({
    name: 'count',
    reads: { url },
    adds: { letters },
    open: async () => (batch, scope) => {
      batch.url.forEach((_, at) => {
        scope.count(at, { rows: 1 })
      })
      return { letters: batch.url.map(text => text.length) }
    },
  })
  return { visits, chain: recipe(laionColumns).through(meet).through(count).to({ visit, letters }) }
}

const retried = async () => {
  const { visits, chain: stages } = chain()
  const { run, out, plan } = await planRun(stages, 10)
  await run()
  const healable = await findHealable(out, plan, [0])
  await openStaging(out, [0], 1)
  await run(retryShard(healable))
  const files = shardFiles(out, 0, 1)
  const numbers = ((await readParquet(files.plan)).url as string[]).map(text => Number(/(\d+)\.jpg$/.exec(text)![1]))
  return { visits, out, files, numbers, healable, stats: (await readStats(files.stats))! }
}

test('stages meet the rows that may have healed, and no others', async () => {
  const { visits, healable, numbers } = await retried()
  expect(healable[0]!.places.map(place => numbers[place]).sort()).toEqual([3, 4])
  expect([...visits].filter(([, count]) => count === 2).map(([number]) => number)).toEqual(
    expect.arrayContaining([3, 4]),
  )
  expect([...visits.values()].reduce((sum, count) => sum + count, 0)).toBe(12)
})

test('rows are merged in plan order, the good ones with the values of before', async () => {
  const { files, numbers } = await retried()
  const { url: urls, visit: seen } = await readParquet(files.data)
  const good = numbers.filter(number => number !== 5)
  expect(urls).toEqual(good.map(number => `http://example.org/${number}.jpg`))
  expect(seen).toEqual(good.map(number => (number === 3 || number === 4 ? 2 : 1)))
  expect((await readParquet(files.rejects)).reason).toEqual(['http-404'])
})

test('stats keep the notes of good rows, add to the counts, and tell of the retry', async () => {
  const { stats, numbers } = await retried()
  expect(stats).toMatchObject({ planned: 10, data: { rows: 9 }, rejects: { rows: 1 }, counts: { count: { rows: 9 } } })
  expect(stats.notes.meet!.visits).toEqual(numbers.map(number => (number === 3 || number === 4 ? 2 : 1)))
  expect(Object.keys(stats.reasons)).toEqual(['http-404'])
  expect(stats.retries).toMatchObject([{ rows: 2, healed: 2, before: { class: { device: 'cpu' } } }])
})

test('a damaged shard is not merged: nothing wrong gets a new sha256', async () => {
  const { chain: stages } = chain()
  const { run, out, plan } = await planRun(stages, 10)
  await run()
  const healable = await findHealable(out, plan, [0])
  const [chosen] = healable
  const other = { ...chosen!, stats: { ...chosen!.stats, data: { ...chosen!.stats.data, sha256: '0'.repeat(64) } } }
  await openStaging(out, [0], 1)
  const before = await readStats(join(out, 'stats/00000.json'))
  await expect(run(retryShard([other]))).rejects.toThrow(/has other bytes than were written.*softpa verify/)
  expect(await readStats(join(out, 'stats/00000.json'))).toEqual(before)
})
