import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { seriousIn } from '../support/axe.ts'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()

const line = (step: number): string =>
  `${JSON.stringify({ step, ldm: 0.1, dis: 1 / step, pres: 0.2, area: 0.3, gradient: step === 2 ? null : 1 })}\n`

/** A run of 20 steps, with pictures after steps 10 and 20: one red, one blue. */
const viewTraining = async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'pictures'))
  await writeFile(join(folder, 'log.jsonl'), Array.from({ length: 20 }, (_, at) => line(at + 1)).join(''))
  for (const [step, background] of [[10, 'red'] as const, [20, 'blue'] as const])
    await sharp({ create: { width: 1200, height: 30, channels: 3, background } })
      .png()
      .toFile(join(folder, `pictures/${String(step).padStart(8, '0')}.png`))
  return { folder, url: await view(folder) }
}

const readingOf = (page: Page, label: string) =>
  page.locator('figure').filter({ hasText: label }).locator('output').textContent()

test('a training run shows its losses, and keys read them step by step', async () => {
  const { url } = await viewTraining()
  const { page, complaints } = await open(`${url}#/training`)
  await page.getByText('Step 20 of 20').waitFor()
  await page.getByLabel('Smooth over').selectOption('0')
  expect(await readingOf(page, 'Dissimilarity')).toBe('0.050')
  await page.getByRole('slider').focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.getByText('Step 2 of 20').waitFor()
  expect(await readingOf(page, 'Dissimilarity')).toBe('0.500')
  expect(complaints).toEqual([])
})

test('a pointer over one curve reads all of them', async () => {
  const { url } = await viewTraining()
  const { page } = await open(`${url}#/training`)
  await page.getByLabel('Smooth over').selectOption('0')
  await page.getByRole('img', { name: /^Diffusion along step 1 to 20/ }).hover({ position: { x: 45, y: 60 } })
  await page.getByText('Step 1 of 20').waitFor()
  expect(await readingOf(page, 'Dissimilarity')).toBe('1')
})

test('the pictures are those of the step, or the last before it', async () => {
  const { url } = await viewTraining()
  const { page } = await open(`${url}#/training`)
  await page.getByRole('img', { name: 'After step 20' }).waitFor()
  await page.getByRole('button', { name: '10', exact: true }).click()
  await page.getByRole('img', { name: 'After step 10' }).waitFor()
  await page.getByRole('slider').focus()
  for (let press = 0; press < 9; press += 1) await page.keyboard.press('ArrowRight')
  await page.getByText('Step 19 of 20').waitFor()
  await page.getByRole('img', { name: 'After step 10' }).waitFor()
})

test('steps appear as they are logged, and half a line waits for its end', async () => {
  const { folder, url } = await viewTraining()
  const { page } = await open(`${url}#/training`)
  await page.getByText('Step 20 of 20').waitFor()
  await appendFile(join(folder, 'log.jsonl'), `${line(21)}{"step": 22, "ld`)
  await page.getByText('Step 21 of 21').waitFor()
})

test('a log that is none says so', async () => {
  const { folder, url } = await viewTraining()
  await writeFile(join(folder, 'log.jsonl'), 'no such thing\n')
  const { page } = await open(`${url}#/training`)
  await page.getByText('log.jsonl, line 1').waitFor()
})

test.for(['light', 'dark'] as const)('axe finds nothing serious in training, %s', async colorScheme => {
  const { url } = await viewTraining()
  const { page } = await open(`${url}#/training`, { colorScheme })
  await page.getByRole('img', { name: 'After step 20' }).waitFor()
  expect(await seriousIn(page)).toEqual([])
})

test('training fits a phone', async () => {
  const { url } = await viewTraining()
  const { page } = await open(`${url}#/training`, { viewport: { width: 360, height: 740 }, isMobile: true })
  await page.getByRole('img', { name: 'After step 20' }).waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})
