import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openSession, type Session } from '../../../../stages/models/session.ts'
import { int32, int64 } from '../../../../stages/models/tensor.ts'
import { writeBertFolder } from '../../../support/bert-folder.ts'

const { signal } = new AbortController()
let folder: string
let session: Session<'fill-mask'>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-session-'))
  await writeBertFolder(folder)
})
afterEach(() => session?.close())
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Texts of 32 tokens; 8,000 of them keep a child busy for some two seconds. */
const texts = (batch: number, seed = 1) => {
  const ids = Array.from({ length: batch * 32 }, (_, index) => (index * 31 + seed * 7) % 97)
  return {
    input_ids: int64(ids, [batch, 32]),
    attention_mask: int32(Array(batch * 32).fill(1), [batch, 32]),
    mask_positions: int64(Array(batch).fill(5)),
    k: int64([10]),
  }
}
const busy = texts(8000)

// A process may end while it is looked at.
const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** Model processes of this process. */
const children = (): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      const stat = read(`/proc/${pid}/stat`)
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return (
        state !== 'Z' && Number(parent) === process.pid && read(`/proc/${pid}/cmdline`).includes('session-child.js')
      )
    })

const nextChild = async (except?: number): Promise<number> => {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const pid = children().find(child => child !== except)
    if (pid) return pid
    await wait(10)
  }
  throw new Error('waited 10 s for a child')
}

/** Kills the child in the middle of its work, which loading takes the first 150 ms of. */
const killBusy = async (except?: number): Promise<number> => {
  const pid = await nextChild(except)
  await wait(300)
  process.kill(pid, 'SIGKILL')
  return pid
}

describe.skipIf(process.platform !== 'linux')('a session in child processes', () => {
  it('opens the model in one child, says what that took, and leaves none behind', async () => {
    session = await openSession(folder, 'fill-mask', { workers: 2 })
    expect(children()).toHaveLength(1)
    expect(session.load.rssBytes).toBeGreaterThan(20e6)
    expect(session.load.rssBytes).toBeLessThan(400e6)
    expect(session.load.cpuMs).toBeGreaterThan(10)
    expect(session.load.engine).toEqual({ onnxruntime: '1.30.0' })
    await session.close()
    expect(children()).toEqual([])
  })

  it('gives the same bits with one child and with two', async () => {
    const batches = Array.from({ length: 8 }, (_, seed) => texts(3, seed))
    const outputs = []
    for (const workers of [1, 2]) {
      session = await openSession(folder, 'fill-mask', { workers })
      outputs.push(await Promise.all(batches.map(batch => session.run(batch, {}, signal))))
      expect(children()).toHaveLength(workers)
      await session.close()
    }
    expect(outputs[1]).toEqual(outputs[0])
  })

  it('gives a text the same bits alone and in company', async () => {
    session = await openSession(folder, 'fill-mask')
    const { logits: together } = await session.run(texts(3), { outputs: ['logits'] }, signal)
    const { logits: alone } = await session.run(texts(1), { outputs: ['logits'] }, signal)
    expect(alone?.data).toEqual(together?.data.slice(0, alone?.data.length))
  })

  it('answers with the outputs that were asked for', async () => {
    session = await openSession(folder, 'fill-mask')
    expect(Object.keys(await session.run(texts(1), { outputs: ['ids'] }, signal))).toEqual(['ids'])
  })

  it('finishes on a fresh child when one is killed in the middle of a run', async () => {
    session = await openSession(folder, 'fill-mask')
    const wanted = await session.run(busy, {}, signal)
    const before = await nextChild()
    const running = session.run(busy, {}, signal)
    await killBusy()
    expect(await running).toEqual(wanted)
    expect(children()).not.toContain(before)
  })

  it('gives up on a batch that two children die over, and serves the next', async () => {
    session = await openSession(folder, 'fill-mask')
    const running = session.run(busy, {}, signal)
    const failed = expect(running).rejects.toThrow(/died or hung twice over one batch/)
    await killBusy(await killBusy())
    await failed
    expect((await session.run(texts(1), {}, signal)).ids?.shape).toEqual([1, 10])
  })

  it('starts a fresh child when one died while nobody asked it anything', async () => {
    session = await openSession(folder, 'fill-mask')
    process.kill(await nextChild(), 'SIGKILL')
    expect((await session.run(texts(1), {}, signal)).ids?.shape).toEqual([1, 10])
    process.kill(await nextChild(), 'SIGKILL')
    await wait(50)
    await session.close()
    expect(children()).toEqual([])
  })

  it('kills a child that takes too long', async () => {
    session = await openSession(folder, 'fill-mask', { runTimeoutMs: 100 })
    const before = await nextChild()
    await expect(session.run(busy, {}, signal)).rejects.toThrow(/died or hung twice over one batch/)
    expect(children()).not.toContain(before)
  })

  it('hears the abort at once', async () => {
    session = await openSession(folder, 'fill-mask')
    const controller = new AbortController()
    const running = session.run(busy, {}, controller.signal)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
  })

  it('hears the abort while it opens, and leaves no child behind', async () => {
    const reason = new Error('enough')
    const opening = openSession(folder, 'fill-mask', { signal: AbortSignal.abort(reason) })
    await expect(opening).rejects.toBe(reason)
    expect(children()).toEqual([])
  })

  it('passes on what the model says about wrong inputs, and keeps the child', async () => {
    session = await openSession(folder, 'fill-mask')
    const before = children()
    const { k: _, ...inputs } = texts(1)
    await expect(session.run(inputs, {}, signal)).rejects.toThrow(/'k' is missing/)
    expect(children()).toEqual(before)
  })

  it('says in one sentence that a device is not there', async () => {
    const opening = openSession(folder, 'fill-mask', { device: 'cuda' })
    await expect(opening).rejects.toThrow(
      /^Device cuda does not open with onnxruntime here \(.+\); use --device cpu\.$/,
    )
    expect(children()).toEqual([])
  })

  it('says in one sentence what is wrong with a folder', async () => {
    await expect(openSession(folder, 'caption')).rejects.toThrow(`${join(folder, 'config.json')}: \`model_type\``)
    expect(children()).toEqual([])
  })
})
