import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { contacted, endsOf, fetchAll, fetchTimes } from '../support/hostile-run.ts'
import { startHostileWeb } from '../support/hostile-web.ts'
import { softpa } from '../support/softpa.ts'

test('on a hostile web every row ends as it must, in time, in little memory, and nobody else is contacted', async () => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const web = await startHostileWeb({ hostsOfEach: 2, good: 100 })
  try {
    const deadlineMs = 15_000
    const { ended, peakBytes } = await fetchAll({ web, folder, timeoutMs: 1500, deadlineMs }, out)
    expect(ended).toMatchObject({ code: 0 })
    expect(await endsOf(out)).toEqual(web.ends)
    expect(Math.max(...(await fetchTimes(out)))).toBeLessThan(deadlineMs + 1000)
    expect([...contacted(folder)]).toEqual([web.address])
    expect(web.strayed()).toBe(0)
    expect(peakBytes).toBeLessThan(400e6)
    expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
  } finally {
    await web.close()
  }
})
