import { expect, test } from 'vitest'
import { killAndRetry } from '../support/ill-dataset.ts'

test.each([[1], [2]])(
  'ten kills of a retry, seed %i: the next retry makes the same bytes',
  async seed => {
    const { isStaged } = await killAndRetry(10, seed)
    expect(isStaged).toBeGreaterThan(0)
  },
  300_000,
)
