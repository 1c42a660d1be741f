import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewer, type Viewer } from '../../pipeline/view/server/viewer.ts'
import { useBrowser } from '../support/browser.ts'
import { folderForAll } from '../support/dataset.ts'
import { soundRow, soundRows, writeShard } from '../support/view-shards.ts'

const open = useBrowser()
const folder = folderForAll()
let viewer: Viewer

beforeAll(async () => {
  const strategies = ['levels', 'quantiles', 'spread', 'random']
  const rows = [
    ...(await Promise.all(strategies.map((strategy, row) => soundRow(row, { strategy, caption_score: -0.25 })))),
    ...(await soundRows(3, 4)),
  ]
  await writeShard(join(folder(), 'train.parquet'), rows)
  viewer = await startViewer({ what: folder(), port: 0, host: '127.0.0.1' })
})
afterAll(() => viewer?.close())

const openRow = async (row: number, options = {}) => {
  const tab = await open(`${viewer.url}#/row/train.parquet/${row}`, options)
  await tab.page.getByRole('heading', { level: 1, name: `a red car number ${row}` }).waitFor()
  return tab
}

test("a deep link opens a row: the web's words struck, the slot marked and taken out, the picture as it is stored", async () => {
  const { page, complaints } = await openRow(2)
  expect(await page.locator('del').textContent()).toBe('Red Car 2 Wallpaper HD')
  expect(await page.locator('h1 mark').textContent()).toBe('red')
  expect(await page.locator('.gapped').textContent()).toBe('a  car number 2')
  const picture = page.getByRole('img', { name: 'a red car number 2' })
  await picture.waitFor()
  await expect.poll(() => picture.evaluate((picture: { naturalWidth: number }) => picture.naturalWidth)).toBe(64)
  expect(complaints).toEqual([])
})

test('a caption that is the source’s own strikes nothing', async () => {
  const { page } = await openRow(5)
  await page.getByText('Red Car 5 Wallpaper HD').first().waitFor()
  expect(await page.locator('del').count()).toBe(0)
})

test.for([
  [0, 'levels', 4, 'equally wide levels'],
  [1, 'quantiles', 4, 'bins of equal number'],
  [2, 'spread', 0, 'farthest from all'],
  [3, 'random', 0, 'each as likely as any other'],
] as const)('row %i shows the pool as %s chose from it: %i bins', async ([row, , bins, words]) => {
  const { page } = await openRow(row)
  await page.getByText(words).waitFor()
  expect(await page.locator('.axis-bin').count()).toBe(bins)
  expect(await page.locator('.axis-chosen text').allTextContents()).toEqual(['crimson', 'orange', 'blue', 'pale'])
  expect(await page.locator('.axis-other text').allTextContents()).toEqual(['pink', 'old', 'dry'])
})

/** What tests ask of a circle; they are compiled without the browser's types. */
interface Circle {
  readonly cx: { readonly baseVal: { readonly value: number } }
  readonly dataset: { readonly relation: string }
}

test('dots stand from near to far, in the colour of their relation', async () => {
  const { page } = await openRow(0)
  const places = await page
    .locator('.axis-chosen circle')
    .evaluateAll((dots: Circle[]) => dots.map(dot => dot.cx.baseVal.value))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  const relations = await page
    .locator('.axis-chosen')
    .evaluateAll((dots: Circle[]) => dots.map(dot => dot.dataset.relation))
  expect(relations).toEqual(['synonym', 'co-hyponym', 'predicted', 'antonym'])
})

test('the heat map has a word for each row and column, and the cosines of the shard', async () => {
  const { page } = await openRow(0)
  const heat = page.locator('.heat')
  expect(await heat.locator('thead th').allTextContents()).toEqual(['red', 'crimson', 'orange', 'blue', 'pale'])
  expect(await heat.locator('tbody th').allTextContents()).toEqual(['red', 'crimson', 'orange', 'blue', 'pale'])
  expect(await heat.locator('tbody tr').first().locator('td').allTextContents()).toEqual([
    '1',
    '0.95',
    '0.90',
    '0.85',
    '0.80',
  ])
})

test('where the row comes from is told: address, hash, models, seed', async () => {
  const { page } = await openRow(1)
  const facts = await page.locator('.facts').textContent()
  for (const fact of [
    'https://pictures.example/1.jpg',
    '1'.padStart(64, '0'),
    'resize, jpeg95',
    'fill-mask beef',
    'Seed7',
    'row 1 of file 0',
  ])
    expect(facts).toContain(fact)
  expect(await page.getByRole('link', { name: 'https://pictures.example/1.jpg' }).getAttribute('rel')).toContain(
    'noreferrer',
  )
})

test('the row can be copied as JSON, every column of it', async () => {
  const { page } = await openRow(1, { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.getByRole('button', { name: 'Copy as JSON' }).click()
  await page.getByText('Copied').waitFor()
  const copied = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'))
  expect(copied).toMatchObject({ caption: 'a red car number 1', source_row: 1, slot_word: 'red', pool_size: 7 })
  expect(copied.prompts).toHaveLength(4)
})

test('a row that is not there, and a file that is not there, are said', async () => {
  const { page } = await open(`${viewer.url}#/row/train.parquet/99`)
  await page.getByText('train.parquet has 7 rows, and none with number 99.').waitFor()
  await page.goto(`${viewer.url}#/row/nowhere.parquet/0`)
  await page.getByText('There is no nowhere.parquet here.').waitFor()
})
