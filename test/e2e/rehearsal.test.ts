import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { copyHere, digests, temporaryFolder } from '../support/dataset.ts'
import { rehearseHere, startRehearsal } from '../support/rehearsal.ts'
import { writeScenes } from '../support/scenes.ts'

test('the rehearsal of CLUSTER.md makes from a store, into a store and on Ray the bytes of one machine and its disk', {
  timeout: 300_000,
}, async () => {
  const folder = await temporaryFolder()
  const pictures = await writeScenes(join(folder, 'scenes'), 30)
  const rehearsal = await startRehearsal(folder)
  try {
    const ended = await rehearsal.run(pictures, 10)
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    expect(ended.stdout).toContain('3 of 3 shards done')
    expect(ended.stdout).toContain('s3://cars/world is sound')
    for (const [name, value] of Object.entries(rehearsal.environment)) vi.stubEnv(name, value)
    await copyHere('s3://cars/world', join(folder, 'copy'))
  } finally {
    vi.unstubAllEnvs()
    await rehearsal.close()
  }
  const world = await rehearseHere(folder, pictures, 10)
  expect(await digests(join(folder, 'copy'))).toEqual(await digests(world))
})
