import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { type ShardRow, soundRows, writeParts } from '../support/view-shards.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()
const groups = 50
const pictureBytes = 105_000

/** Groups of 100 rows whose pictures are as long as photographs: a JPEG may be followed by anything. */
async function* largeRows(): AsyncGenerator<readonly ShardRow[]> {
  const rows = await soundRows(100)
  for (let group = 0; group < groups; group += 1)
    yield rows.map((row, at) => {
      const { bytes, path } = row.image as { readonly bytes: Uint8Array; readonly path: string }
      const long = new Uint8Array(pictureBytes).fill(group)
      long.set(bytes)
      return { ...row, image: { bytes: long, path }, caption: `a red car number ${100 * group + at}` }
    })
}

test('of a shard of 500 MB the first screen reads less than 6 MB, and a jump to its end not much more', async () => {
  const folder = await temporaryFolder()
  const shard = join(folder, 'large.parquet')
  await writeParts(shard, largeRows())
  expect((await stat(shard)).size).toBeGreaterThan(500e6)
  const { page } = await open('about:blank')
  const sent = { bytes: 0, ranges: 0 }
  page.on('response', response => {
    if (!response.url().endsWith('/files/large.parquet')) return
    sent.bytes += Number(response.headers()['content-length'])
    sent.ranges += 1
  })
  const url = await view(shard)
  const started = performance.now()
  await page.goto(url)
  await page.locator('.tile img').first().waitFor()
  const firstMs = performance.now() - started
  await page.waitForLoadState('networkidle')
  const first = { ...sent }
  await page.keyboard.press('Tab')
  await page.locator('.tile').first().focus()
  await page.keyboard.press('End')
  await page.getByText('a red car number 4999').waitFor()
  await page.waitForLoadState('networkidle')
  process.stdout.write(
    `500 MB: first picture after ${Math.round(firstMs)} ms, ${(first.bytes / 1e6).toFixed(1)} MB in ${first.ranges} ranges\n`,
  )
  expect(first.bytes).toBeGreaterThan(0)
  expect(first.bytes).toBeLessThan(6e6)
  expect(sent.bytes).toBeLessThan(12e6)
  expect(await page.getByLabel('Bytes read so far').textContent()).toMatch(/MB of 5\d\d MB read/)
})
