import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scoreEmbedding } from '../../stages/aesthetic/head.ts'
import { readHead } from '../../stages/aesthetic/head-file.ts'
import { ModelError } from '../../stages/models/model-error.ts'
import { headsFolder, laionV1, laionV2, readSamples } from '../support/laion-heads.ts'
import { root, shared } from '../support/root.ts'

// Torch goes layer by layer in float32, we by one product in float64.
const tolerance = 1e-5

describe.skipIf(!shared)('aesthetic heads beside torch', () => {
  let folder: string
  let scores: { readonly v1: readonly number[]; readonly v2: readonly number[] }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'softpa-heads-'))
    const given = [join(root, 'test/peer/aesthetic.py'), headsFolder, folder]
    scores = JSON.parse((await promisify(execFile)(join(root, '.venv/bin/python'), given)).stdout)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const farthest = async (path: string, wanted: readonly number[]): Promise<number> => {
    const head = await readHead(path)
    const differences = readSamples().map((sample, at) => Math.abs(scoreEmbedding(head, sample) - wanted[at]!))
    return Math.max(...differences)
  }

  test("LAION's own files score LAION's samples as torch does", async () => {
    expect(await farthest(laionV1, scores.v1)).toBeLessThan(tolerance)
    expect(await farthest(laionV2, scores.v2)).toBeLessThan(tolerance)
  })

  test.each([
    ['float.safetensors', 'v1'],
    ['v2.safetensors', 'v2'],
    ['v2.pth', 'v2'],
    ['double.pth', 'v1'],
    ['view.pth', 'v1'],
  ] as const)('%s, saved by today, is the same head', async (file, version) => {
    expect(await farthest(join(folder, file), scores[version])).toBeLessThan(tolerance)
  })

  test('half precision is read alike from both formats, and costs a score less than 0.01', async () => {
    const [pth, safetensors] = [join(folder, 'half.pth'), join(folder, 'half.safetensors')]
    expect(await readHead(pth)).toEqual(await readHead(safetensors))
    expect(await farthest(pth, scores.v1)).toBeLessThan(0.01)
    expect(await farthest(pth, scores.v1)).toBeGreaterThan(0)
  })

  test('a pickle that calls os.system is refused, and nothing of it is executed', async () => {
    const path = join(folder, 'hostile.pth')
    await expect(readHead(path)).rejects.toThrow(
      `${path} asks for Python's "posix system", which no state_dict needs; nothing of it was executed.`,
    )
    expect(existsSync(join(folder, 'executed'))).toBe(false)
  })

  test.each([
    ['bfloat.pth', /asks for Python's "torch BFloat16Storage"/],
    ['integers.safetensors', /holds tensor `(weight|bias)` as I32; F32, F64, F16 or BF16 is wanted\.$/],
    ['transposed.pth', /holds tensor `layers\.0\.weight` transposed: save it contiguous\.$/],
    ['module.pth', /asks for Python's "torch\.nn\.modules\.linear Linear"/],
    ['nested.pth', /holds "state_dict", which is no tensor: save model\.state_dict\(\)\.$/],
    ['old.pth', /is no zip, or is cut off; PyTorch 1\.6 and later save a zip\.$/],
    ['nan.pth', /holds weights that are not finite\.$/],
    ['misfit.pth', /`layers\.4\.weight` is \[64,128\], `layers\.4\.bias` \[63\]/],
    ['relu.pth', /holds the tensors layers\.0\.weight, .*layers\.11\.bias; wanted are those of LAION's heads/],
  ])('%s is refused in one sentence that names the file', async (file, sentence) => {
    const path = join(folder, file)
    const refusal: Error = await readHead(path).then(
      () => expect.unreachable(),
      error => error,
    )
    expect(refusal).toBeInstanceOf(ModelError)
    expect(refusal.message).toMatch(sentence)
    expect(refusal.message.startsWith(`${path} `)).toBe(true)
  })
})
