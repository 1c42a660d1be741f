import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { column } from '../../schemas/column.ts'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { drawPicture, soundRows, writeShard } from '../support/view-shards.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()

test('of two shards of which one is cut short, it says which, and shows the other', async () => {
  const folder = await temporaryFolder()
  await writeShard(join(folder, 'a.parquet'), await soundRows(3))
  const whole = await readFile(join(folder, 'a.parquet'))
  await writeFile(join(folder, 'b.parquet'), whole.subarray(0, whole.length / 2))
  await writeFile(join(folder, 'c.parquet'), '')
  const { page } = await open(await view(folder))
  await page.getByText('b.parquet cannot be read as Parquet').waitFor()
  await page.getByText('c.parquet cannot be read as Parquet').waitFor()
  await page.getByText('a red car number 2').waitFor()
})

test('where a page of pictures is damaged, the captions still stand', async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'a.parquet')
  await writeShard(path, await soundRows(3))
  const bytes = await readFile(path)
  // The first column chunk that holds a JPEG: its page header becomes nonsense.
  const at = bytes.indexOf(Buffer.from([0xff, 0xd8, 0xff]))
  bytes.fill(0xff, at - 60, at)
  await writeFile(path, bytes)
  const { page } = await open(await view(folder))
  await page.getByText('a red car number 2').waitFor()
  await expect.poll(() => page.locator('.tile-picture-none').count()).toBe(3)
})

test('an empty folder says what to do, and shows the first shard as soon as it is there', async () => {
  const folder = await temporaryFolder()
  const { page, complaints } = await open(await view(folder))
  await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor()
  await writeShard(join(folder, 'data/a.parquet'), await soundRows(2))
  await page.getByText('a red car number 1').waitFor()
  expect(complaints).toEqual([])
})

test('shards of a run that is writing appear, are replaced and go, while one looks', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'data'))
  await writeShard(join(folder, 'data/a.parquet'), await soundRows(2))
  const { page } = await open(await view(folder))
  await page.getByText('a red car number 1').waitFor()
  await writeFile(join(folder, 'data/b.parquet.tmp'), 'half of it')
  await writeShard(join(folder, 'b'), await soundRows(1, 50))
  await rename(join(folder, 'b'), join(folder, 'data/b.parquet'))
  await page.getByText('a red car number 50').waitFor()
  await writeShard(join(folder, 'b'), await soundRows(1, 60))
  await rename(join(folder, 'b'), join(folder, 'data/b.parquet'))
  await page.getByText('a red car number 60').waitFor()
  await rm(join(folder, 'data/b.parquet'))
  await expect.poll(() => page.locator('.tile').count()).toBe(2)
  expect(await page.getByRole('alert').count()).toBe(0)
})

test('pictures of another make are shown with their text and every column', async () => {
  const folder = await temporaryFolder()
  const columns = {
    id: column('int64', ''),
    image: column({ struct: { bytes: 'binary', path: 'utf8' } }, ''),
    label_text: column('utf8', ''),
    tags: column({ list: 'utf8' }, ''),
  }
  const rows = await Promise.all(
    [0, 1, 2].map(async row => ({
      id: BigInt(row) + 2n ** 60n,
      image: { bytes: new Uint8Array(await drawPicture(row)), path: null },
      label_text: `a foreign label ${row}`,
      tags: ['one', 'two'],
    })),
  )
  await writeShard(join(folder, 'foreign.parquet'), rows, columns, {})
  const { page, complaints } = await open(await view(join(folder, 'foreign.parquet')))
  await page.locator('.tile img').nth(2).waitFor()
  await page.getByLabel('Search captions and prompts').fill('label 1')
  await expect.poll(() => page.locator('.tile-caption').allTextContents()).toEqual(['a foreign label 1'])
  await page.getByText('a foreign label 1').click()
  await page.getByText('1152921504606846977').waitFor()
  await page.getByRole('img', { name: 'Picture of this row' }).waitFor()
  expect(complaints).toEqual([])
})

test('texts without pictures are shown as texts', async () => {
  const folder = await temporaryFolder()
  await writeShard(join(folder, 'texts.parquet'), [{ caption: 'only words' }], { caption: column('utf8', '') }, {})
  const { page } = await open(await view(folder))
  await page.getByText('only words').waitFor()
  await page.getByText('no picture').waitFor()
})

test('a shard at a URL opens as one on disk', async () => {
  const { startRangeServer } = await import('../support/range-server.ts')
  const folder = await temporaryFolder()
  await writeShard(join(folder, 'a.parquet'), await soundRows(3))
  await copyFile(join(folder, 'a.parquet'), join(folder, 'web.parquet'))
  const web = await startRangeServer(join(folder, 'web.parquet'), 'web.parquet')
  const { page } = await open(await view(web.url))
  await page.locator('.tile img').nth(2).waitFor()
})
