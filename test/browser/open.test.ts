import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { soundRows, writeShard } from '../support/view-shards.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()

test('a shard opens as a gallery of its captions, and nothing complains', async () => {
  const shard = join(await temporaryFolder(), 'train.parquet')
  await writeShard(shard, await soundRows(3))
  const { page, complaints } = await open(await view(shard))
  await page.getByText('a red car number 2').waitFor()
  expect(await page.getByRole('listitem').count()).toBe(3)
  expect(complaints).toEqual([])
})
