import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { random } from '../../data/world/random.ts'
import { digests, filesBelow, temporaryFolder } from '../support/dataset.ts'
import { contacted, endsOf, fetchAll, fetchTimes, startFetch } from '../support/hostile-run.ts'
import { startHostileWeb } from '../support/hostile-web.ts'
import { softpa } from '../support/softpa.ts'

const kills = 20
const patience = { timeoutMs: 5000, deadlineMs: 30_000 }

test(`${kills} kills under fire: sound, and the bytes of an uninterrupted run`, async () => {
  const folder = await temporaryFolder()
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')]
  const web = await startHostileWeb({ hostsOfEach: 3, good: 300 })
  const fire = { web, folder, ...patience }
  const shards = ['--set', 'plan.rowsPerShard=25']
  const draw = random(11, 'kills under fire')
  let inTheMaking = 0
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const workers = ['--workers', String(1 + (kill % 2)), '--lanes', String(8 + 40 * (kill % 3))]
      const running = startFetch(fire, killed, ...shards, ...workers)
      // Every other kill waits for a shard to be in the making; the others fall where they fall.
      if (kill % 2 === 0) await Promise.race([shardBegun(killed), running.ended])
      await Promise.race([wait(draw() * 3000), running.ended])
      running.kill('SIGKILL')
      await running.ended
      if ((await filesBelow(killed).catch(() => [])).some(file => file.endsWith('.tmp'))) inTheMaking += 1
    }
    expect(inTheMaking).toBeGreaterThanOrEqual(5)
    expect((await fetchAll(fire, killed, ...shards)).ended).toMatchObject({ code: 0 })
    expect((await fetchAll(fire, whole, ...shards, '--workers', '1')).ended).toMatchObject({ code: 0 })
  } finally {
    await web.close()
  }
  expect(await endsOf(killed)).toEqual(web.ends)
  expect(await digests(killed)).toEqual(await digests(whole))
  expect(await softpa('verify', killed, '--decode')).toMatchObject({ code: 0 })
}, 1_800_000)

test('thousands of hosts, a third of them hostile: every row ends as it must, in time, in little memory', async () => {
  const folder = await temporaryFolder()
  const out = join(folder, 'out')
  const web = await startHostileWeb({ hostsOfEach: 25, good: 2500 })
  try {
    const { ended, peakBytes } = await fetchAll({ web, folder, ...patience }, out)
    expect(ended).toMatchObject({ code: 0 })
    expect(await endsOf(out)).toEqual(web.ends)
    expect(Math.max(...(await fetchTimes(out)))).toBeLessThan(patience.deadlineMs + 1000)
    expect([...contacted(folder)]).toEqual([web.address])
    expect(web.strayed()).toBe(0)
    console.info(`${web.ends.size} rows, peak of resident memory ${Math.round(peakBytes / 1e6)} MB`)
    expect(peakBytes).toBeLessThan(400e6)
  } finally {
    await web.close()
  }
}, 1_800_000)

const shardBegun = async (out: string): Promise<void> => {
  while (!(await filesBelow(out).catch(() => [])).some(file => /^data.*\.tmp$/.test(file))) await wait(5)
}
