import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { exportPage } from '../../pipeline/view/server/export.ts'
import { seriousIn } from '../support/axe.ts'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { writeDataset } from '../support/view-dataset.ts'
import { soundRow, writeShard } from '../support/view-shards.ts'

const open = useBrowser()

const exported = async (what: string, rows: number): Promise<string> => {
  const to = join(await temporaryFolder(), 'page.html')
  await exportPage({ what, to, rows, signal: new AbortController().signal })
  return pathToFileURL(to).href
}

const exportedDataset = async (rows = 5) => {
  const folder = await temporaryFolder()
  await writeDataset(folder)
  return await exported(folder, rows)
}

test('an exported page shows its rows from a file, and asks nobody for anything', async () => {
  const { page, complaints } = await open(await exportedDataset())
  const asked: string[] = []
  page.on('request', request => asked.push(request.url()))
  await page.reload()
  await page.locator('.tile img').nth(4).waitFor()
  expect(
    await page
      .locator('.tile img')
      .evaluateAll((pictures: { naturalWidth: number }[]) => pictures.map(picture => picture.naturalWidth)),
  ).toEqual([64, 64, 64, 64, 64])
  await page.getByText('some of 16 rows, and of 4 rejected ones').waitFor()
  expect(asked.filter(url => !/^(file|blob|data):/.test(url))).toEqual([])
  expect(complaints).toEqual([])
})

test('it has the whole account, the story, and some rejected rows of each reason', async () => {
  const { page } = await open(await exportedDataset())
  await page.getByRole('heading', { name: 'The web has a picture' }).waitFor()
  await page.getByRole('link', { name: 'Run', exact: true }).click()
  await page.getByText('rows in the sources').waitFor()
  await page.getByRole('link', { name: 'http-404' }).click()
  await page.getByText('Lost poster 1').waitFor()
})

test('it does not tell where the sources lay', async () => {
  const { page } = await open(await exportedDataset())
  expect(await page.content()).not.toContain('somebody')
})

test('texts that end scripts end nothing, and run nothing', async () => {
  const folder = await temporaryFolder()
  const hostile = '</script><script>window.isBroken = true</script><img src=x onerror="window.isBroken = true">'
  await writeShard(join(folder, 'a.parquet'), [await soundRow(0, { caption: hostile, text: hostile, prompts: [] })])
  const { page, complaints } = await open(await exported(join(folder, 'a.parquet'), 5))
  await page.getByText('window.isBroken').first().waitFor()
  expect(await page.evaluate('window.isBroken')).toBeUndefined()
  expect(complaints).toEqual([])
})

test('a script that somebody adds to it does not run', async () => {
  const { page } = await open(await exportedDataset())
  await page.locator('.tile img').first().waitFor()
  await page.evaluate(`
    const script = document.createElement('script')
    try { script.textContent = 'window.isBroken = true' } catch {}
    document.body.append(script)
  `)
  expect(await page.evaluate('window.isBroken')).toBeUndefined()
})

test('axe finds nothing serious in it', async () => {
  const { page } = await open(await exportedDataset())
  await page.locator('.tile img').first().waitFor()
  expect(await seriousIn(page)).toEqual([])
})
