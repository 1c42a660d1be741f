import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession, type Session } from '../../../../../stages/models/session.ts'
import { int32, int64 } from '../../../../../stages/models/tensor.ts'
import { startTorch } from '../../../../../stages/models/torch/start.ts'
import { writeBertFolder } from '../../../../support/bert-folder.ts'
import { withoutPeers, withTorch } from '../../../../support/model-parity.ts'

const { signal } = new AbortController()
let folder: string
let session: Session<'fill-mask'>

beforeAll(async () => {
  if (withoutPeers) return
  folder = await mkdtemp(join(tmpdir(), 'softpa-torch-'))
  await writeBertFolder(folder)
  session = await openSession(folder, 'fill-mask', withTorch)
})
afterAll(async () => {
  await session?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** 4,000 texts of 64 tokens keep a child busy for a second or more. */
const texts = (batch: number) => ({
  input_ids: int64(
    Array.from({ length: batch * 64 }, (_, at) => (at * 31) % 97),
    [batch, 64],
  ),
  attention_mask: int32(Array(batch * 64).fill(1), [batch, 64]),
  mask_positions: int64(Array(batch).fill(5)),
  k: int64([10]),
})

const workers = (): number[] =>
  execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter(line => line.includes('stages.models.torch.worker'))
    .map(line => Number(line.trim().split(' ')[0]))

describe.skipIf(withoutPeers)('a session of torch', () => {
  it('names its libraries for the execution class, and says what loading took', () => {
    expect(Object.keys(session.load.engine).slice(0, 2)).toEqual(['torch', 'transformers'])
    expect(session.load.rssBytes).toBeGreaterThan(100e6)
  })

  it('answers with the outputs that were asked for', async () => {
    const answer = await session.run(texts(2), { outputs: ['ids'] }, signal)
    expect(Object.keys(answer)).toEqual(['ids'])
    expect(answer.ids?.shape).toEqual([2, 10])
  })

  it('passes on what is wrong with a request, and keeps the child', async () => {
    const before = workers()
    const { mask_positions: _, ...inputs } = texts(1)
    await expect(session.run(inputs, {}, signal)).rejects.toThrow(/mask_positions/)
    expect(workers()).toEqual(before)
  })

  it('finishes on a fresh child when one is killed in the middle of a run', async () => {
    const busy = texts(4000)
    const wanted = await session.run(busy, {}, signal)
    const [before] = workers()
    const running = session.run(busy, {}, signal)
    await new Promise(next => setTimeout(next, 100))
    process.kill(before!, 'SIGKILL')
    expect(await running).toEqual(wanted)
    expect(workers()).not.toContain(before)
  })

  it('ends with the input of its worker, as it does when the parent is killed', async () => {
    const { process: child } = startTorch(await withTorch.python!())
    const exit = once(child, 'exit')
    child.stdin!.end()
    expect(await exit).toEqual([0, null])
  })

  it('says in one sentence what is wrong with a folder', async () => {
    await expect(openSession(folder, 'clip-text', withTorch)).rejects.toThrow(
      `${folder}/config.json: \`model_type\` is bert; wanted clip for clip-text.`,
    )
  })

  it('says in one sentence that a device is not there', async () => {
    await expect(openSession(folder, 'fill-mask', { ...withTorch, device: 'cuda' })).rejects.toThrow(
      'Device cuda does not open with torch here (it finds no GPU); use --device cpu.',
    )
  })

  it.each([
    ['int8', withTorch, 'dtype int8 is made for onnx on the cpu; torch on cpu wants fp32.'],
    ['bf16', {}, 'dtype bf16 is made for torch; onnx wants fp32 or int8.'],
  ] as const)('refuses %s where nothing computes in it', async (dtype, options, message) => {
    await expect(openSession(folder, 'fill-mask', { ...options, dtype })).rejects.toThrow(message)
  })

  it('says that the interpreter it was given is none', async () => {
    const options = { ...withTorch, python: async () => join(folder, 'no-python') }
    await expect(openSession(folder, 'fill-mask', options)).rejects.toThrow(/ENOENT/)
  })
})
