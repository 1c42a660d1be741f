import { describe, expect, test } from 'vitest'
import { aestheticOptions } from '../../../../stages/aesthetic/options.ts'
import { aesthetic } from '../../../../stages/aesthetic/stage.ts'
import { machine } from '../../../support/chain.ts'
import { photographs } from '../../../support/photo-server.ts'
import { shared } from '../../../support/root.ts'
import { tinyClip } from '../../../support/tiny-clip.ts'

const { signal } = new AbortController()
const scope = { signal, reject: (row: number) => expect.fail(`row ${row}`), count: () => {} }

describe.skipIf(!shared)('a score', () => {
  test.each(['fp32', 'int8'])('in %s is the same to the last bit whichever images share its call', async dtype => {
    const opened = await aesthetic(aestheticOptions.parse({ ...(await tinyClip()), dtype })).open(machine())
    try {
      const image = [...photographs()].slice(0, 7).map(([path, bytes]) => ({ path, bytes }))
      const together = Array.from((await opened.run({ image }, scope)).image_aesthetic)
      const alone: number[] = []
      for (const one of image) alone.push((await opened.run({ image: [one] }, scope)).image_aesthetic[0]!)
      expect(alone).toEqual(together)
      expect(new Set(together).size).toBe(image.length)
    } finally {
      await opened.close?.()
    }
  })
})
