import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shardFiles } from '../../../../data/shards/layout.ts'
import { readParquet } from '../../../../data/shards/reader.ts'
import { findPlace } from '../../../../pipeline/history/planned-place.ts'
import { allShards, type Plan, readPlan } from '../../../../pipeline/plan.ts'
import { recipe } from '../../../../pipeline/recipe.ts'
import { laionColumns } from '../../../../schemas/laion.ts'
import { temporaryFolder } from '../../../support/dataset.ts'
import { planRun } from '../../../support/planned-run.ts'
import { writeScenes } from '../../../support/scenes.ts'
import { softpa } from '../../../support/softpa.ts'

const chain = recipe(laionColumns).to(laionColumns)

const keysOf = async (out: string, plan: Plan, shard: number): Promise<string[]> =>
  (await readParquet(shardFiles(out, shard, plan.shards).plan, { columns: ['key'] })).key as string[]

/** Every key of a plan with the place that its file gives it. */
const placesOf = async (out: string, plan: Plan) => {
  const shards = allShards(plan).map(async shard =>
    (await keysOf(out, plan, shard)).map((key, row) => ({ key, place: { shard, row } })),
  )
  return (await Promise.all(shards)).flat()
}

const expectAllFound = async (out: string, plan: Plan, rows: number) => {
  const places = await placesOf(out, plan)
  expect(places.length).toBe(rows)
  for (const { key, place } of places) expect(await findPlace(out, plan, key)).toEqual(place)
}

test('every row of a shuffled plan is found where it is', async () => {
  const { out, plan } = await planRun(chain, 95)
  expect(plan).toMatchObject({ order: 'shuffled', shards: 10 })
  await expectAllFound(out, plan, 95)
})

const planPictures = async (count: number, ...settings: string[]) => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const source = await writeScenes(join(folder, 'scenes'), count)
  const given = settings.flatMap(setting => ['--set', setting])
  expect(await softpa('plan', 'fetch', '--source', source, '--out', out, ...given)).toMatchObject({ code: 0 })
  return { out, plan: await readPlan(out) }
}

test.each(['true', 'false'])('every picture of a folder is found where it is, shuffled: %s', async shuffle => {
  const { out, plan } = await planPictures(11, 'plan.rowsPerShard=3', `plan.shuffle=${shuffle}`)
  await expectAllFound(out, plan, 11)
})

/** Finds a row of the first of 16 shards with all removed but those that a search by halves looks into. */
const expectFewRead = async ({ out, plan }: { out: string; plan: Plan }) => {
  expect(plan.shards).toBe(16)
  const [key] = await keysOf(out, plan, 0)
  for (const shard of allShards(plan))
    if (![0, 1, 3, 7].includes(shard)) await rm(shardFiles(out, shard, plan.shards).plan)
  expect(await findPlace(out, plan, key!)).toEqual({ shard: 0, row: 0 })
}

test('of a shuffled plan few files are read', async () => {
  await expectFewRead(await planRun(chain, 160))
})

test('of a shuffled plan of pictures few files are read', async () => {
  await expectFewRead(await planPictures(16, 'plan.rowsPerShard=1', 'plan.shuffle=true'))
})

test('a plan that is shuffled in another way is read file by file', async () => {
  const { out, plan } = await planRun(chain, 95)
  await expectAllFound(out, { ...plan, seed: plan.seed + 1 }, 95)
})

test('a key that nobody planned is nowhere', async () => {
  const { out, plan } = await planRun(chain, 40)
  const unknown = '0'.repeat(32)
  expect(await findPlace(out, plan, unknown)).toBe(null)
  expect(await findPlace(out, { ...plan, order: 'source' }, unknown)).toBe(null)
})
