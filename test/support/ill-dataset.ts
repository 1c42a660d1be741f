import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { random } from '../../data/world/random.ts'
import { digests, filesBelow, temporaryFolder } from './dataset.ts'
import { type Illness, startHealingWeb } from './healing-web.ts'
import { softpa, startSoftpa } from './softpa.ts'

/** A dataset in shards of five rows, fetched from a web with `count` healthy pictures and these ill ones. */
export const beginIll = async (illnesses: readonly Illness[], count = 12) => {
  const folder = await temporaryFolder()
  const web = await startHealingWeb(folder, count, illnesses)
  const machine = ['--allow-address', web.address, '--workers', '1']
  const settings = ['plan.rowsPerShard=5', 'download.retries=0']
  const run = (out: string) =>
    softpa(
      ...['run', 'fetch', '--source', web.metadata, '--out', out, ...machine],
      ...settings.flatMap(setting => ['--set', setting]),
    )
  const out = join(folder, 'out')
  expect(await run(out)).toMatchObject({ code: 0 })
  return { ...web, folder, out, run, retryArguments: ['retry', out, ...machine] }
}

/**
 * Heals all, and so often as `kills` says: kills a retry with SIGKILL soon after it has begun to write, lets the next one
 * end, and compares with a run on the healthy web. Answers how many kills left something under way.
 */
export const killAndRetry = async (kills: number, seed: number): Promise<{ isStaged: number }> => {
  const { ill, heal, folder, out, run, retryArguments } = await beginIll(['busy', 'cut', 'dropped', 'busy'], 16)
  for (const path of ill) heal(path)
  const [before, fresh] = [join(folder, 'before'), join(folder, 'fresh')]
  await rename(out, before)
  await run(fresh)
  const wanted = await digests(fresh)
  const draw = random(seed, 'kills')
  let isStaged = 0
  for (let kill = 0; kill < kills; kill += 1) {
    await rm(out, { recursive: true, force: true })
    await cp(before, out, { recursive: true })
    const running = startSoftpa(...retryArguments)
    await Promise.race([begun(join(out, 'retry', 'data')), running.ended])
    await wait(draw() * 60)
    running.kill('SIGKILL')
    await running.ended
    if ((await filesBelow(out)).some(file => file.startsWith('retry/'))) isStaged += 1
    expect(await softpa(...retryArguments)).toMatchObject({ code: 0 })
    expect(await digests(out)).toEqual(wanted)
  }
  expect(await softpa('verify', out)).toMatchObject({ code: 0 })
  return { isStaged }
}

const begun = async (folder: string): Promise<void> => {
  while ((await filesBelow(folder).catch(() => [])).length === 0) await wait(2)
}
