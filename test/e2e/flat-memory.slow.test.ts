import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, isStats, temporaryFolder, untilDone } from '../support/dataset.ts'
import { startFetch } from '../support/hostile-run.ts'
import { startHostileWeb } from '../support/hostile-web.ts'
import { watchMemory } from '../support/resident-memory.ts'

test('fifty shards over thousands of hosts take hardly more memory than the first fifteen', async () => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const web = await startHostileWeb({ hostsOfEach: 2, good: 10_000 })
  try {
    const running = startFetch(
      { web, folder, timeoutMs: 5000, deadlineMs: 15_000 },
      out,
      '--set',
      'plan.rowsPerShard=200',
    )
    const peak = watchMemory(running.pid!)
    await Promise.race([untilDone(out, 15), running.ended])
    const early = peak()
    expect(await running.ended).toMatchObject({ code: 0 })
    expect((await filesBelow(out)).filter(isStats)).toHaveLength(Math.ceil(web.ends.size / 200))
    console.info(
      `peak of resident memory ${Math.round(early / 1e6)} MB by shard 15, ${Math.round(peak() / 1e6)} MB at the end`,
    )
    expect(peak()).toBeLessThan(1.25 * early)
  } finally {
    await web.close()
  }
}, 1_800_000)
