import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { random } from '../../data/world/random.ts'
import { digests, filesBelow, temporaryFolder, webFiles } from './dataset.ts'
import { writeMetadata } from './metadata.ts'
import { startPhotoServer } from './photo-server.ts'
import { softpa, startSoftpa } from './softpa.ts'

/**
 * Kills a run with SIGKILL at `kills` moments of its life, drawn by `seed`, resuming each time with another worker
 * count; then compares with an uninterrupted run under other delays. Answers at how many kills a shard was in the making.
 */
export const killAndResume = async (kills: number, seed: number): Promise<{ inTheMaking: number }> => {
  const folder = await temporaryFolder()
  const metadata = join(folder, 'metadata.parquet')
  const [whole, killed] = [join(folder, 'whole'), join(folder, 'killed')]
  const slow = await startPhotoServer({ files: webFiles(), seed, maxDelayMs: 80 * kills })
  writeMetadata(metadata, [...slow.urls, `http://${slow.address}/gone.jpg`])
  const arguments_ = (out: string, ...more: string[]) => {
    const given = ['run', 'fetch', '--source', metadata, '--out', out, '--allow-address', slow.address, ...more]
    return [...given, '--set', 'plan.rowsPerShard=4', '--set', 'image.resize.shortSide=200']
  }
  const draw = random(seed, 'kills')
  let inTheMaking = 0
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const running = startSoftpa(...arguments_(killed, '--workers', String(1 + (kill % 3)), '--per-host', '1'))
      // Every other kill waits for a shard to be in the making; the others fall where they fall, on the plan as well.
      if (kill % 2 === 0) await Promise.race([shardBegun(killed), running.ended])
      await Promise.race([wait(draw() * 1500), running.ended])
      running.kill('SIGKILL')
      await running.ended
      const files = await filesBelow(killed).catch(() => [])
      if (files.some(file => file.endsWith('.tmp'))) inTheMaking += 1
      expect(files.filter(file => /^data\/(?!.*\.tmp$|train-\d{5}-of-\d{5}\.parquet$)/.test(file))).toEqual([])
    }
    expect(await softpa(...arguments_(killed, '--workers', '2', '--per-host', '16'))).toMatchObject({ code: 0 })
  } finally {
    await slow.close()
  }
  const quick = await startPhotoServer({
    files: webFiles(),
    seed: seed + 1,
    maxDelayMs: 5,
    port: Number(slow.address.split(':')[1]),
  })
  try {
    expect(await softpa(...arguments_(whole, '--workers', '1', '--per-host', '64'))).toMatchObject({ code: 0 })
  } finally {
    await quick.close()
  }
  expect(await softpa('verify', killed, '--decode')).toMatchObject({ code: 0 })
  expect(await digests(killed)).toEqual(await digests(whole))
  expect((await filesBelow(killed)).filter(file => file.endsWith('.tmp'))).toEqual([])
  return { inTheMaking }
}

const shardBegun = async (out: string): Promise<void> => {
  while (!(await filesBelow(out).catch(() => [])).some(file => /^data.*\.tmp$/.test(file))) await wait(5)
}
