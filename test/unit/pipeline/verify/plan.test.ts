import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { shardFiles } from '../../../../data/shards/layout.ts'
import { openParquetWriter } from '../../../../data/shards/writer.ts'
import type { Plan } from '../../../../pipeline/plan.ts'
import { checkPlan } from '../../../../pipeline/verify/plan.ts'
import { column } from '../../../../schemas/column.ts'
import { collect } from '../../../support/chain.ts'
import { temporaryFolder } from '../../../support/dataset.ts'

/** Writes plan files of two rows with these keys, and answers what plan.json would say of them. */
const writePlan = async (out: string, keys: readonly (readonly [string, string])[]): Promise<Plan> => {
  const columns = { key: column('utf8', 'Key.') }
  const writer = await openParquetWriter()
  const digests: string[] = []
  for (const [shard, key] of keys.entries()) {
    const file = await writer.create({ path: shardFiles(out, shard, keys.length).plan, columns, metadata: {} })
    await file.append({ key: [...key] })
    digests.push((await file.finish()).sha256)
  }
  await writer.close()
  const filesSha256 = createHash('sha256').update(digests.join('\n')).digest('hex')
  return { shards: keys.length, rows: 2 * keys.length, rowsPerShard: 2, filesSha256 } as Plan
}

test('a key that two plan files have, or one has twice, is named; all others are not', async () => {
  const out = await temporaryFolder()
  const plan = await writePlan(out, [
    ['a', 'b'],
    ['c', 'b'],
    ['d', 'd'],
  ])
  expect(await collect(checkPlan(out, plan, new AbortController().signal))).toEqual([
    'plan/ has key b more than once',
    'plan/ has key d more than once',
  ])
})
