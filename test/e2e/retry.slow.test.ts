import { expect, test } from 'vitest'
import { killAndRetry } from '../support/ill-dataset.ts'

test.each([[1], [2]])(
  'ten kills of a retry, seed %i: after each the next retry makes the same bytes',
  async seed => {
    const { isStaged } = await killAndRetry(10, seed)
    expect(isStaged).toBeGreaterThanOrEqual(3)
  },
  300_000,
)
