import { expect, test } from 'vitest'
import { seriousIn } from '../support/axe.ts'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { writeDataset } from '../support/view-dataset.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()

const viewDataset = async () => {
  const folder = await temporaryFolder()
  await writeDataset(folder)
  return await view(folder)
}

test('a dataset opens with five steps that one of its own rows goes through', async () => {
  const { page, complaints } = await open(await viewDataset())
  await page.getByRole('heading', { name: 'The web has a picture' }).waitFor()
  expect(await page.locator('.opening h2').count()).toBe(5)
  await page.locator('.opening').getByText('Red Car 0 Wallpaper HD').waitFor()
  await page.getByRole('img', { name: 'From near to far: crimson, orange, blue, pale' }).waitFor()
  await page.getByRole('link', { name: 'This row, step by step' }).click()
  await page.getByRole('heading', { level: 1, name: 'a red car number 0' }).waitFor()
  expect(complaints).toEqual([])
})

test('who closes it does not meet it again, and finds it where it was', async () => {
  const { page } = await open(await viewDataset())
  const heading = page.getByRole('heading', { name: 'The web has a picture' })
  await heading.waitFor()
  const summary = page.getByText('How these rows came to be')
  await summary.focus()
  await page.keyboard.press('Enter')
  await heading.waitFor({ state: 'hidden' })
  // The browser tells of the closing a moment after it has closed.
  await expect.poll(() => page.evaluate('localStorage.length')).toBe(1)
  await page.reload()
  await summary.waitFor()
  expect(await heading.isVisible()).toBe(false)
  await summary.click()
  await heading.waitFor()
})

test('one who searches does not read it again', async () => {
  const { page } = await open(`${await viewDataset()}#/?q=red`)
  await page.getByText('16 of 16 rows').waitFor()
  expect(await page.getByText('How these rows came to be').count()).toBe(0)
})

test('one comes back from a row to where one was', async () => {
  const { page } = await open(await viewDataset())
  await page.getByRole('heading', { name: 'The web has a picture' }).waitFor()
  await page.locator('.tile-caption', { hasText: 'a red car number 17' }).click()
  const scrolled = page.evaluate('scrollY')
  await page.getByRole('heading', { level: 1, name: 'a red car number 17' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'The web has a picture' }).waitFor()
  expect(await page.locator('.tile-caption', { hasText: 'a red car number 17' }).isVisible()).toBe(true)
  await scrolled
})

test.for(['light', 'dark'] as const)('axe finds nothing serious in it, %s', async colorScheme => {
  const { page } = await open(await viewDataset(), { colorScheme })
  await page.locator('.opening img').waitFor()
  expect(await seriousIn(page)).toEqual([])
})

test('it fits a phone', async () => {
  const { page } = await open(await viewDataset(), { viewport: { width: 360, height: 740 }, isMobile: true })
  await page.locator('.opening img').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})
