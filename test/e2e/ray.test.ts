import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { smallModels, writeCaptions } from '../support/captions.ts'
import { digests, filesBelow, isStats, temporaryFolder, untilDone } from '../support/dataset.ts'
import { type RayCluster, startRayCluster } from '../support/ray-cluster.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'
import { suitePython } from '../support/tiny-ldm.ts'

// A cluster starts in ten seconds on a machine of its own.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

let cluster: RayCluster
let home: string
let captions: string
/** What one process on one machine makes of the captions. */
let whole: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'softpa-test-'))
  captions = join(home, 'captions.csv')
  whole = join(home, 'whole')
  await writeCaptions(captions, 120)
  expect(await softpa(...augment(whole))).toMatchObject({ code: 0 })
  cluster = await startRayCluster([1, 1])
  return async () => {
    await cluster.close()
    await rm(home, { recursive: true })
  }
})

beforeEach(() => {
  vi.stubEnv('SOFTPA_PYTHON', suitePython)
  return () => vi.unstubAllEnvs()
})

const augment = (out: string, ...more: readonly string[]) => {
  const given = ['run', 'augment', '--source', captions, '--out', out, '--set', 'plan.rowsPerShard=10', ...smallModels]
  return [...given, ...more]
}

const onRay = () => ['--on', 'ray', '--address', cluster.address]

describe('softpa run --on ray', () => {
  it('makes the bytes of one process, and says what became of every row', async () => {
    const out = join(await temporaryFolder(), 'out')
    const ended = await softpa(...augment(out, ...onRay()))
    expect(ended).toMatchObject({ code: 0 })
    expect(await digests(out)).toEqual(await digests(whole))
    expect(ended.stdout).toMatch(/^ {2}select +120 /m)
    expect(ended.stdout).toContain('12 of 12 shards done')
  })

  it('abandons the shards in flight at an interrupt, and the same command makes the rest', async () => {
    const out = join(await temporaryFolder(), 'out')
    const running = startSoftpa(...augment(out, ...onRay()))
    await Promise.race([untilDone(out, 1), running.ended])
    running.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 130 })
    const left = await filesBelow(out)
    expect(left.filter(file => file.endsWith('.tmp'))).toEqual([])
    expect(left.filter(isStats).length).toBeLessThan(12)
    await wait(1500)
    expect(await filesBelow(out)).toEqual(left)
    expect(await softpa(...augment(out, ...onRay()))).toMatchObject({ code: 0 })
    expect(await digests(out)).toEqual(await digests(whole))
  })

  it('ends with 2 and what the nodes have where a process fits on none of them', async () => {
    const ended = await softpa(...augment(join(await temporaryFolder(), 'out'), ...onRay(), '--workers', '3'))
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toContain('no node of the Ray cluster has 3 CPUs; its nodes have: ')
  })

  it('ends with the words of a process where it finds something wrong', async () => {
    const out = join(await temporaryFolder(), 'out')
    expect(await softpa('plan', ...augment(out).slice(1))).toMatchObject({ code: 0 })
    await rm(join(out, 'plan', '00003.parquet'))
    const ended = await softpa(...augment(out, ...onRay()))
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/3 processes ended with shard .*3.* in hand; of the last: .*00003\.parquet/)
  })
})
