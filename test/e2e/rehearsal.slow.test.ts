import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { copyHere, digests, temporaryFolder } from '../support/dataset.ts'
import { rehearseHere, startRehearsal } from '../support/rehearsal.ts'
import { writeScenes } from '../support/scenes.ts'

vi.setConfig({ testTimeout: 900_000 })

const shards = 40
const rowsPerShard = 15

test('in the rehearsal of CLUSTER.md a node loses its power: every shard is written to the store once, with the bytes of one machine', async () => {
  const folder = await temporaryFolder()
  const pictures = await writeScenes(join(folder, 'scenes'), shards * rowsPerShard)
  const rehearsal = await startRehearsal(folder)
  const doneShards = () =>
    rehearsal.heard.flatMap(line => /^PUT .*\/world\/stats\/(\d+)\.json/.exec(line)?.[1] ?? []).map(Number)
  try {
    const running = rehearsal.run(pictures, rowsPerShard)
    const early = running.then(({ stderr }) => Promise.reject(new Error(`it ended before the kill: ${stderr}`)))
    while (doneShards().length < shards / 4) await Promise.race([wait(50), early])
    early.catch(() => {}) // it may end now
    await rehearsal.kill(1)
    expect(doneShards().length).toBeLessThan(shards)
    const ended = await running
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    expect(ended.stderr).toMatch(/lost a process on .*: shards? [\d, ]+ (is|are) made again/)
    expect(ended.stdout).toContain('40 of 40 shards done')
    expect(ended.stdout).toContain('s3://cars/world is sound')
    expect(doneShards().sort((a, b) => a - b)).toEqual(Array.from({ length: shards }, (_, shard) => shard))
    for (const [name, value] of Object.entries(rehearsal.environment)) vi.stubEnv(name, value)
    await copyHere('s3://cars/world', join(folder, 'copy'))
  } finally {
    vi.unstubAllEnvs()
    await rehearsal.close()
  }
  expect(await digests(join(folder, 'copy'))).toEqual(await digests(await rehearseHere(folder, pictures, rowsPerShard)))
})
