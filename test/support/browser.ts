import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

/** As Debian, Ubuntu and Google call it; `npm test` installs the first where there is none. */
const names = ['chromium', 'chromium-browser', 'google-chrome']

const findBrowser = (): string => {
  const { SOFTPA_CHROMIUM, PATH = '' } = process.env
  const places = PATH.split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
  const found = SOFTPA_CHROMIUM ?? places.find(place => existsSync(place))
  if (found === undefined)
    throw new Error('there is no Chromium: `apt-get install chromium`, or name a browser in SOFTPA_CHROMIUM')
  return found
}

/** A tab, and what it complained of. */
export interface Tab {
  readonly page: Page
  /** Errors of the console and of scripts, so far. */
  readonly complaints: readonly string[]
}

/** One Chromium for all tests of a file; each tab has a profile of its own, and is closed when its test has ended. */
export const useBrowser = () => {
  let browser: Browser
  beforeAll(async () => {
    // Its sandbox wants rights that a container lacks; it opens nothing but our own pages.
    browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())
  return async (url: string, options: BrowserContextOptions = {}): Promise<Tab> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options })
    onTestFinished(() => context.close())
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(url)
    return { page, complaints }
  }
}
