import { join } from 'node:path'
import { expect, test } from 'vitest'
import { useBrowser } from '../support/browser.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { type ShardRow, soundRow, writeShard } from '../support/view-shards.ts'
import { view } from '../support/viewer.ts'

const open = useBrowser()

const hostile = {
  script: '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><svg onload="window.hacked = 1">',
  html: '</bdi></a></li></ul><h1 style="position:fixed;inset:0;background:red">Log in</h1>&lt;b&gt;',
  template: '{{window.hacked = 1}} <%= window.hacked = 1 %> javascript:window.hacked=1',
  rightToLeft: '\u202Eelgoog.www//:sptth\u202C قطة برتقالية על ספה',
  emoji: '👩‍👩‍👧‍👦🏴‍☠️'.repeat(60),
  combining: `Z${'\u0310\u0316\u0321'.repeat(300)}`,
  long: 'pneumono'.repeat(1250),
  lines: 'a\nb\u2028c\u0000d\tе',
  lone: 'half a pair \uD83D and on',
}

/** A row whose every text is the same attack. */
const attackRow = (text: string, row: number): Promise<ShardRow> => {
  const word = { word: text, sources: [text], relation: text, bert_probability: 0.5, similarity: 0.9 }
  return soundRow(row, {
    caption: text,
    text: `alt ${text}`,
    url: `javascript:window.hacked=1//${text}`,
    slot_word: text,
    slot_start: 1,
    slot_end: text.length - 1,
    slot_lemma: text,
    transform: text,
    license: text,
    strategy: text,
    prompts: [{ ...word, text }],
    pool: [
      { ...word, synset: text },
      { ...word, synset: text, similarity: 0.2 },
    ],
    similarity_matrix: [
      [1, 0.5],
      [0.5, 1],
    ],
    image: {
      bytes: new TextEncoder().encode(`<svg xmlns="http://www.w3.org/2000/svg">${hostile.script}</svg>`),
      path: text,
    },
  })
}

const attack = async () => {
  const path = join(await temporaryFolder(), 'hostile.parquet')
  await writeShard(path, await Promise.all(Object.values(hostile).map(attackRow)))
  return await view(path)
}

/** How much wider than the window the page is. */
const overflow = `document.documentElement.scrollWidth - document.documentElement.clientWidth`

test.for([1280, 390])(
  'captions that are code, crooked or endless run nothing and break nothing, %i pixels wide',
  async width => {
    const { page, complaints } = await open(await attack(), { viewport: { width, height: 900 } })
    const asked: string[] = []
    page.on('request', request => void asked.push(request.url()))
    await page.locator('.tile-caption').nth(5).waitFor()
    expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0)
    const boxes = await page
      .locator('.grid > li')
      .evaluateAll((tiles: { offsetHeight: number }[]) => tiles.map(tile => tile.offsetHeight))
    expect(Math.max(...boxes)).toBeLessThanOrEqual(width === 390 ? 280 : 340)
    for (const row of Object.keys(hostile).keys()) {
      await page.evaluate(`location.hash = '#/row/hostile.parquet/${row}'`)
      await page
        .locator('.row-ways-name')
        .filter({ hasText: `row ${row} of` })
        .waitFor()
      await page.locator('h1').waitFor()
      await page.getByText('Where it comes from').waitFor()
      expect(await page.evaluate<number>(overflow)).toBeLessThanOrEqual(0)
      expect(await page.locator('a[href^="javascript:"]').count()).toBe(0)
    }
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    expect(await page.getByRole('heading', { name: 'Log in', exact: true }).count()).toBe(0)
    expect(asked.filter(url => !url.startsWith('http://127.0.0.1:') && !url.startsWith('blob:'))).toEqual([])
    expect(complaints).toEqual([])
  },
)

test('a file name that is code is a name', async () => {
  const folder = await temporaryFolder()
  const name = `<img src=x onerror="window.hacked=1">#?%2e.parquet`
  await writeShard(join(folder, name), [await soundRow(0)])
  const { page, complaints } = await open(await view(folder))
  await page.getByText('a red car number 0').click()
  await page.getByRole('heading', { level: 1, name: 'a red car number 0' }).waitFor()
  expect(await page.locator('.row-ways-name').textContent()).toBe(`row 0 of ${name}`)
  expect(await page.evaluate('window.hacked')).toBeUndefined()
  expect(complaints).toEqual([])
})

test('even a script that got into the page would not run', async () => {
  const { page } = await open(await attack())
  await page.locator('.tile').first().waitFor()
  const ran = await page.evaluate<boolean>(`(() => {
    const script = document.createElement('script')
    try { script.textContent = 'window.hacked = 1' } catch {}
    document.body.append(script)
    const picture = new Image()
    try { picture.setAttribute('onerror', 'window.hacked = 1') } catch {}
    picture.src = 'https://evil.example/x.png'
    document.body.append(picture)
    return new Promise(resolve => setTimeout(() => resolve(window.hacked === 1), 300))
  })()`)
  expect(ran).toBe(false)
})
