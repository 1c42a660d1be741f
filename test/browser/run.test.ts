import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seriousIn } from '../support/axe.ts'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { addShard, recordOf, writeDataset, writeJson } from '../support/view-dataset.ts'
import { soundRows, writeShard } from '../support/view-shards.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()

const viewDataset = async (done = 2) => {
  const folder = await temporaryFolder()
  await writeDataset(folder, done)
  return { folder, url: await view(folder) }
}

test('the run says where every row went, rule by rule and reason by reason', async () => {
  const { url } = await viewDataset()
  const { page, complaints } = await open(url)
  await page.getByRole('link', { name: 'Run', exact: true }).click()
  const told = page.locator('.flow-line:not(.flow-heading) .flow-words')
  await told.first().waitFor()
  const lines = await told.evaluateAll((lines: { querySelector(part: string): { textContent: string } }[]) =>
    lines.map(line => `${line.querySelector('b').textContent} ${line.querySelector('.flow-name').textContent}`),
  )
  expect(lines).toEqual([
    '100 rows in the sources',
    '−76 aesthetic',
    '−4 duplicates',
    '20 planned',
    '−2 http-404',
    '−2 no-slot',
    '16 rows in the shards',
  ])
  expect(complaints).toEqual([])
})

test('a branch opens the rows that it is made of, by keys too', async () => {
  const { url } = await viewDataset()
  const { page } = await open(`${url}#/run`)
  const branch = page.getByRole('link', { name: 'no-slot' })
  await branch.focus()
  await page.keyboard.press('Enter')
  await page.getByText('Dull poster 1').waitFor()
  expect(await page.locator('.grid > li').count()).toBe(2)
})

test('while a run writes, the page counts on without being loaded again', async () => {
  const { folder, url } = await viewDataset(1)
  await writeJson(join(folder, 'stats/runs/first.json'), recordOf(1, { isOver: false }))
  const { page } = await open(`${url}#/run`)
  await page.getByText('10 of 20 rows').waitFor()
  await page.getByText('not decided yet').waitFor()
  await page.evaluate('window.isTheSame = true')
  await addShard(folder, 1)
  await writeJson(join(folder, 'stats/runs/first.json'), recordOf(2))
  await page.getByText('2 of 2 shards').waitFor()
  expect(await page.getByText('not decided yet').count()).toBe(0)
  expect(await page.getByText('At work now').count()).toBe(0)
  await page.getByText('All 16 rows').waitFor()
  expect(await page.evaluate('window.isTheSame')).toBe(true)
})

test('a run that was killed is not at work', async () => {
  const { folder, url } = await viewDataset(1)
  const longAgo = '2026-11-01T00:00:10.000Z'
  await writeJson(join(folder, 'stats/runs/first.json'), recordOf(1, { isOver: false, seenAt: longAgo }))
  const { page } = await open(`${url}#/run`)
  await page.getByText('not decided yet').waitFor()
  expect(await page.getByText('At work now').count()).toBe(0)
})

test('each stage says how long it was at work, held up and without work', async () => {
  const { url } = await viewDataset()
  const { page } = await open(`${url}#/run`)
  const line = page.getByRole('row', { name: /^download/ })
  await line.getByRole('img', { name: 'at work 1.5 s, held up by the next 0.2 s, without work 0.3 s' }).waitFor()
  await page.getByText('The others waited for download most.').waitFor()
  await page.getByRole('row', { name: /^mask .* for download 75 %/ }).waitFor()
})

test('the kept rows are shown by what they are like, and a bar opens those it counts', async () => {
  const { url } = await viewDataset()
  const { page } = await open(`${url}#/run`)
  await page.getByText('All 16 rows').waitFor()
  await page.getByRole('img', { name: /16 values of words, from 5 to 5/ }).waitFor()
  await page.getByRole('link', { name: /^antonym/ }).click()
  await page.getByText('16 of 16 rows').waitFor()
})

test('of two datasets one chooses, and an address names one', async () => {
  const folder = await temporaryFolder()
  await writeDataset(join(folder, 'a'))
  await writeDataset(join(folder, 'b c'), 1)
  const { page } = await open(`${await view(folder)}#/run/b%20c`)
  await page.getByText('1 of 2 shards are still to be made').waitFor()
  await page.getByRole('link', { name: 'a', exact: true }).click()
  await page.getByText('2 of 2 shards').waitFor()
})

test('shards without a run have no such page, and say so where one asks', async () => {
  const folder = await temporaryFolder()
  await writeShard(join(folder, 'a.parquet'), await soundRows(2))
  const { page } = await open(`${await view(folder)}#/run`)
  await page.getByText('No run of softpa lies here').waitFor()
  await page.goto(page.url().replace('#/run', '#/'))
  await page.getByText('a red car number 1').waitFor()
  expect(await page.getByRole('link', { name: 'Run', exact: true }).count()).toBe(0)
})

test.for(['light', 'dark'] as const)('axe finds nothing serious in the run, %s', async colorScheme => {
  const { url } = await viewDataset(1)
  const { page } = await open(`${url}#/run`, { colorScheme })
  await page.getByText('All 8 rows').waitFor()
  expect(await seriousIn(page)).toEqual([])
})

test('the run fits a phone', async () => {
  const { url } = await viewDataset(1)
  const { page } = await open(`${url}#/run`, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
  await page.getByText('All 8 rows').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})
