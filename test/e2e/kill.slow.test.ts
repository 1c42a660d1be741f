import { expect, test } from 'vitest'
import { killAndResume } from '../support/kills.ts'
import { shared } from '../support/root.ts'

test.skipIf(!shared).each([[1], [2]])(
  'ten kills at random moments, seed %i: sound, and the bytes of an uninterrupted run',
  async seed => {
    const { inTheMaking } = await killAndResume(10, seed)
    expect(inTheMaking).toBeGreaterThanOrEqual(5)
  },
  300_000,
)
