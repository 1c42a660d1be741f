import { expect, test } from 'vitest'
import { killAndResume } from '../support/kills.ts'
import { shared } from '../support/root.ts'

test.skipIf(!shared)('three kills at random moments: sound, and the bytes of an uninterrupted run', async () => {
  const { inTheMaking } = await killAndResume(3, 7)
  // Otherwise the kills came too early or too late to prove anything.
  expect(inTheMaking).toBeGreaterThan(0)
})
