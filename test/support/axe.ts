import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds that keeps people out. */
export const seriousIn = async (page: Page): Promise<string[]> => {
  // Our policy lets no script in, so it is brought by the debugger.
  const found = await page.evaluate<{ readonly passes: readonly unknown[]; readonly violations: readonly Violation[] }>(
    `${axe}; axe.run()`,
  )
  expect(found.passes.length).toBeGreaterThan(10)
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly target: readonly string[] }[]
}
