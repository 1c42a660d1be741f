import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewer, type Viewer } from '../../pipeline/view/server/viewer.ts'
import { useBrowser } from '../support/browser.ts'
import { folderForAll } from '../support/dataset.ts'
import { soundRow, soundRows, viewRejects, writeShard } from '../support/view-shards.ts'

const open = useBrowser()
const folder = folderForAll()
let viewer: Viewer

beforeAll(async () => {
  const out = folder()
  const cat = {
    caption: 'a dog on a green sofa',
    text: 'Cute Puppy Poster',
    slot_word: 'dog',
    slot_start: 2,
    slot_end: 5,
    slot_pos: 'noun',
    slot_lemma: 'dog',
    prompts: [
      {
        text: 'a cat on a green sofa',
        word: 'cat',
        sources: ['bert'],
        relation: 'co-hyponym',
        bert_probability: 0.2,
        similarity: 0.5,
      },
    ],
  }
  await writeShard(join(out, 'data/train-00000-of-00002.parquet'), await soundRows(150))
  await writeShard(join(out, 'data/train-00001-of-00002.parquet'), [
    ...(await soundRows(50, 150)),
    await soundRow(200, cat),
  ])
  await writeShard(join(out, 'rejects/00000.parquet'), await rejects(), viewRejects)
  viewer = await startViewer({ what: out, port: 0, host: '127.0.0.1' })
})
afterAll(() => viewer?.close())

const rejects = async () => {
  const lost = { image: null, caption: null, prompts: null }
  return [
    await soundRow(300, { ...lost, stage: 'download', reason: 'http-404', detail: '', text: 'A lost poster' }),
    await soundRow(301, { ...lost, stage: 'mask', reason: 'no-slot', detail: 'seen: jumping', text: 'A dull poster' }),
  ]
}

const captions = (page: Page) => page.locator('.tile-caption').allTextContents()
const status = (page: Page, text: string) => page.locator('.gallery-progress').filter({ hasText: text }).waitFor()

test('of 201 rows only those in sight are in the page, and the last is there when one scrolls to it', async () => {
  const { page } = await open(viewer.url)
  await status(page, '201 rows in 2 files')
  await page.getByText('a red car number 0', { exact: true }).waitFor()
  expect(await page.getByRole('listitem').count()).toBeLessThan(60)
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)')
  await page.getByText('a dog on a green sofa').waitFor()
})

test('the search looks into captions, alt texts and prompts, for all its words', async () => {
  const { page } = await open(viewer.url)
  const search = page.getByLabel('Search captions and prompts')
  for (const [words, found] of [
    ['SOFA dog', 'a dog on a green sofa'],
    ['puppy poster', 'a dog on a green sofa'],
    ['cat', 'a dog on a green sofa'],
    ['number 137', 'a red car number 137'],
  ] as const) {
    await search.fill(words)
    await status(page, '1 of 201 rows')
    await expect.poll(() => captions(page)).toEqual([found])
  }
  await search.fill('zebra')
  await status(page, '0 of 201 rows')
})

test('rows are chosen by slot word, part of speech, relation and score, and all are back by one button', async () => {
  const { page } = await open(viewer.url)
  await page.getByLabel('Slot word').fill('DOG')
  await status(page, '1 of 201 rows')
  await page.getByRole('button', { name: 'Show all' }).click()
  await status(page, '201 rows')
  await page.getByLabel('Part of speech').selectOption('noun')
  await status(page, '1 of 201 rows')
  await page.getByLabel('Part of speech').selectOption('')
  await page.getByLabel('Relation').selectOption('antonym')
  await status(page, 'in the first 100 of 201 rows, more as you scroll')
  await page.getByLabel('Relation').selectOption('')
  await page.getByLabel('Number to filter by').selectOption('aesthetic')
  await page.getByLabel('at least').fill('7.85')
  await status(page, '20 of 201 rows')
})

test('rows are sorted by any number, either way, and what lacks it comes last', async () => {
  const { page } = await open(viewer.url)
  await page.getByLabel('Sort by').selectOption('nearest')
  await expect.poll(async () => (await captions(page))[0]).toBe('a dog on a green sofa')
  await page.getByRole('button', { name: 'lowest first' }).click()
  await expect.poll(async () => (await captions(page))[0]).toBe('a red car number 0')
  expect(new URL(page.url()).hash).toBe('#/?sort=-nearest')
})

test('rejected rows have a gallery of their own, by reason', async () => {
  const { page } = await open(viewer.url)
  await page.getByRole('link', { name: '2 rejected' }).click()
  await page.getByText('A lost poster').waitFor()
  await page.getByLabel('Reason').selectOption('no-slot')
  await expect.poll(() => captions(page)).toEqual(['A dull poster'])
  await page.getByText('A dull poster').click()
  await page.getByText('The caption has no noun or adjective that may be replaced.').waitFor()
  await page.getByText('seen: jumping').first().waitFor()
})

test('an address says what is shown: whoever opens it sees the same', async () => {
  const { page } = await open(`${viewer.url}#/?q=number&pos=adjective&sort=-aesthetic&measure=aesthetic&to=7.5`)
  await expect.poll(async () => (await captions(page))[0]).toBe('a red car number 5')
  expect(await page.getByLabel('Part of speech').inputValue()).toBe('adjective')
  expect(await page.getByLabel('at most').inputValue()).toBe('7.5')
})

test('keys do it all: / searches, Esc leaves, arrows walk, Enter opens, Esc comes back to the same tile', async () => {
  const { page } = await open(viewer.url)
  await page.getByText('a red car number 0', { exact: true }).waitFor()
  const focused = () => page.evaluate<string>('document.activeElement.closest(".tile")?.textContent ?? ""')
  await page.keyboard.press('/')
  await page.keyboard.type('number 1')
  await expect.poll(() => new URL(page.url()).hash).toBe('#/?q=number+1')
  await expect
    .poll(async () => (await captions(page)).slice(0, 2))
    .toEqual(['a red car number 1', 'a red car number 10'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toContain('a red car number 10')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toContain('a red car number 11')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'a red car number 11' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('heading', { level: 1, name: 'a red car number 12' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(focused).toContain('a red car number 12')
  const focusedAtEnd = () => page.keyboard.press('End').then(focused)
  await expect.poll(focusedAtEnd).toContain('a red car number 199')
  await page.keyboard.press('Home')
  await expect.poll(focused).toContain('a red car number 1')
})

test('a page of bytes is counted and said', async () => {
  const { page } = await open(viewer.url)
  await page.getByText('a red car number 0', { exact: true }).waitFor()
  expect(await page.getByLabel('Bytes read so far').textContent()).toMatch(/^\d+ kB of \d+ kB read$/)
})
