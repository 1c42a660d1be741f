import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openAccounts } from '../../../../../pipeline/view/server/account.ts'
import { openPlace } from '../../../../../pipeline/view/server/place.ts'
import { temporaryFolder } from '../../../../support/dataset.ts'
import { addShard, writeDataset } from '../../../../support/view-dataset.ts'

const look = async (folder: string) => openAccounts(await openPlace(folder, new AbortController().signal))

test('what went in is what was removed, was there twice, was lost, waits, and was written', async () => {
  const folder = await temporaryFolder()
  await writeDataset(folder, 1)
  const account = (await (await look(folder))(''))!
  const removed = account.removed.reduce((sum, { rows }) => sum + rows, 0)
  const lost = account.lost.reduce((sum, { rows }) => sum + rows, 0)
  expect(removed + account.duplicates + account.planned).toBe(account.inputRows)
  expect([lost, account.written, account.shards]).toEqual([2, 8, { planned: 2, done: 1 }])
})

test('a shard that is done meanwhile is counted', async () => {
  const folder = await temporaryFolder()
  await writeDataset(folder, 1)
  const accountOf = await look(folder)
  await accountOf('')
  await addShard(folder, 1)
  expect((await accountOf(''))!.written).toBe(16)
})

test('a folder without a plan has no account', async () => {
  const folder = await temporaryFolder()
  await writeDataset(join(folder, 'a'))
  await rm(join(folder, 'a/plan/plan.json'))
  expect(await (await look(folder))('a')).toBe(null)
})

test('a dataset that a link leads to is not read', async () => {
  const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  await writeDataset(elsewhere)
  await symlink(elsewhere, join(folder, 'out'))
  expect(await (await look(folder))('out')).toBe(null)
})
