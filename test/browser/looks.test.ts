import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewer, type Viewer } from '../../pipeline/view/server/viewer.ts'
import { seriousIn } from '../support/axe.ts'
import { useBrowser } from '../support/browser.ts'
import { folderForAll } from '../support/dataset.ts'
import { root } from '../support/root.ts'
import { soundRow, soundRows, viewRejects, writeShard } from '../support/view-shards.ts'

const open = useBrowser()
const folder = folderForAll()
let viewer: Viewer

beforeAll(async () => {
  await writeShard(join(folder(), 'data/a.parquet'), await soundRows(12))
  const lost = { image: null, caption: null, prompts: null, stage: 'download', reason: 'http-404' }
  await writeShard(join(folder(), 'rejects/a.parquet'), [await soundRow(90, lost)], viewRejects)
  viewer = await startViewer({ what: folder(), port: 0, host: '127.0.0.1' })
})
afterAll(() => viewer?.close())

const pages = [
  ['the gallery', '#/', '.tile img'],
  ['a search', '#/?q=red&sort=-aesthetic&measure=aesthetic&from=7', '.tile img'],
  ['the rejected rows', '#/?show=rejected', '.tile'],
  ['a row', '#/row/data/a.parquet/3', '.heat'],
  ['a rejected row', '#/row/rejects/a.parquet/0', '.notice-fault'],
] as const

test.for(pages.flatMap(page => (['light', 'dark'] as const).map(colorScheme => [...page, colorScheme] as const)))(
  'axe finds nothing serious in %s (%s, when %s is there), %s',
  async ([, hash, ready, colorScheme]) => {
    const { page } = await open(`${viewer.url}${hash}`, { colorScheme })
    await page.locator(ready).first().waitFor()
    expect(await seriousIn(page)).toEqual([])
  },
)

test('dark is dark, and light is light', async () => {
  const brightness = async (colorScheme: 'light' | 'dark') => {
    const { page } = await open(viewer.url, { colorScheme })
    const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    return Number(/\d+/.exec(colour)![0])
  }
  expect(await brightness('light')).toBeGreaterThan(200)
  expect(await brightness('dark')).toBeLessThan(60)
})

test.for(pages)('%s fits a phone (%s)', async ([, hash, ready]) => {
  const { page } = await open(`${viewer.url}${hash}`, {
    viewport: { width: 360, height: 740 },
    isMobile: true,
    hasTouch: true,
  })
  await page.locator(ready).first().waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

test('on a phone two tiles stand side by side, and a tap opens one', async () => {
  const { page } = await open(viewer.url, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
  const tiles = page.locator('.grid > li')
  await tiles.nth(2).waitFor()
  const lefts = await tiles.evaluateAll((tiles: { getBoundingClientRect(): { left: number } }[]) =>
    tiles.map(tile => Math.round(tile.getBoundingClientRect().left)),
  )
  expect(new Set(lefts).size).toBe(2)
  await page.getByText('a red car number 1', { exact: true }).tap()
  await page.getByRole('heading', { level: 1, name: 'a red car number 1' }).waitFor()
})

test('what a browser has to load is less than 250 kB, compressed', () => {
  const files = ['index.html', 'page.mjs', 'page.css', 'page.svg']
  const sizes = files.map(file => gzipSync(readFileSync(join(root, 'dist/pipeline/view/page', file))).length)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(250_000)
})
