import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { shardFiles } from '../../data/shards/layout.ts'
import { readStats } from '../../pipeline/stats.ts'
import { smallModels, writeCaptions } from '../support/captions.ts'
import { digests, temporaryFolder, untilDone } from '../support/dataset.ts'
import { startRayCluster } from '../support/ray-cluster.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'
import { suitePython } from '../support/tiny-ldm.ts'

vi.setConfig({ testTimeout: 600_000 })

const shards = 40

test('a node that dies costs its shards in flight alone: all are done once, with the bytes of one machine', async () => {
  vi.stubEnv('SOFTPA_PYTHON', suitePython)
  const folder = await temporaryFolder()
  const captions = join(folder, 'captions.csv')
  await writeCaptions(captions, 30 * shards)
  const [whole, out] = [join(folder, 'whole'), join(folder, 'out')]
  const given = (out: string) => ['run', 'augment', '--source', captions, '--out', out, ...settings]
  const settings = ['--set', 'plan.rowsPerShard=30', ...smallModels]
  const cluster = await startRayCluster([1, 1])
  try {
    const running = startSoftpa(...given(out), '--on', 'ray', '--address', cluster.address)
    await Promise.race([untilDone(out, shards / 4), running.ended])
    await cluster.kill(1)
    const before = await timesOf(out)
    expect(before.size).toBeLessThan(shards)
    const ended = await running.ended
    expect(ended, ended.stderr).toMatchObject({ code: 0 })

    const again = /\([^)]*\): shards ([\d, ]+) are made again/.exec(ended.stderr)?.[1]?.split(', ') ?? []
    expect(again.length).toBeGreaterThan(0)
    expect(again.length).toBeLessThanOrEqual(shards / 2)
    // What was done stayed as it was, and nothing was reported twice.
    const after = await timesOf(out)
    for (const [file, time] of before) expect(after.get(file)).toBe(time)
    expect(ended.stderr).toContain(`"shards":{"todo":${shards},"done":${shards}}`)
    expect(await shardsOf(out)).toEqual(Array.from({ length: shards }, (_, shard) => shard))
  } finally {
    await cluster.close()
  }
  // What the dead left half-made goes with the next command.
  expect(await softpa(...given(out))).toMatchObject({ code: 0 })
  expect(await softpa(...given(whole))).toMatchObject({ code: 0 })
  expect(await digests(out)).toEqual(await digests(whole))
  expect(await softpa('verify', out)).toMatchObject({ code: 0 })
  vi.unstubAllEnvs()
})

/** When each stats file was written. */
const timesOf = async (out: string): Promise<ReadonlyMap<string, number>> => {
  const files = (await readdir(join(out, 'stats'))).filter(file => file.endsWith('.json'))
  return new Map(
    await Promise.all(files.map(async file => [file, (await stat(join(out, 'stats', file))).mtimeMs] as const)),
  )
}

/** The shard numbers that the stats files say. */
const shardsOf = async (out: string): Promise<(number | undefined)[]> => {
  const { shards } = JSON.parse(await readFile(join(out, 'plan/plan.json'), 'utf8'))
  const files = Array.from({ length: shards }, (_, shard) => shardFiles(out, shard, shards).stats)
  return Promise.all(files.map(async file => (await readStats(file))?.shard))
}
