import { mkdir, mkdtemp, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quantise } from '../../../../stages/models/quantised.ts'
import { openSession, type SessionOptions } from '../../../../stages/models/session.ts'
import { floatsOf, int32, int64, type Tensor, type Tensors } from '../../../../stages/models/tensor.ts'
import { bertWeights, writeBertFolder } from '../../../support/bert-folder.ts'
import { farthest } from '../../../support/model-answers.ts'

const { signal } = new AbortController()
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'softpa-int8-'))
  await writeBertFolder(folder)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const texts = (batch: number): Tensors => ({
  input_ids: int64(
    Array.from({ length: batch * 9 }, (_, index) => (index * 31) % 97),
    [batch, 9],
  ),
  attention_mask: int32(Array(batch * 9).fill(1), [batch, 9]),
  mask_positions: int64(Array(batch).fill(4)),
  k: int64([10]),
})

const logitsOf = async (inputs: readonly Tensors[], options: SessionOptions, from = folder) => {
  const session = await openSession(from, 'fill-mask', options)
  try {
    const outputs = []
    for (const input of inputs) outputs.push(await session.run(input, { outputs: ['logits'] }, signal))
    return outputs.map(({ logits }) => logits)
  } finally {
    await session.close()
  }
}

const cacheFiles = async () => (await readdir(join(folder, '.softpa'))).map(name => join(folder, '.softpa', name))

describe('weights as int8', () => {
  it('have one scale for each output, transposed codes, and zeros where all is zero', () => {
    const { codes, scales } = quantise(Float32Array.of(1, -2, 0.5, 0, 0, 0), [3, 2])
    expect([...scales]).toEqual([Math.fround(2 / 127), 1])
    // 0.5 is 31.75 steps
    expect([...codes]).toEqual([64, 0, -127, 0, 32, 0])
  })

  it('answer nearly what float32 answers', async () => {
    const [exact] = await logitsOf([texts(20)], {})
    const [near] = await logitsOf([texts(20)], { dtype: 'int8' })
    const logits = floatsOf(exact)
    const spread = Math.max(...logits) - Math.min(...logits)
    expect(farthest(near, exact as Tensor)).toBeLessThan(0.05 * spread)
    expect(near).not.toEqual(exact)
  })

  it('give a text the same bits alone and in company', async () => {
    const [alone, together] = await logitsOf([texts(1), texts(50)], { dtype: 'int8' })
    expect(floatsOf(alone)).toEqual(floatsOf(together).slice(0, floatsOf(alone).length))
  })

  it('are written once beside the model, and found there again', async () => {
    const [first] = await logitsOf([texts(2)], { dtype: 'int8' })
    const files = await cacheFiles()
    expect(files).toHaveLength(1)
    const before = await stat(files[0] as string)
    const [second] = await logitsOf([texts(2)], { dtype: 'int8' })
    expect(second).toEqual(first)
    expect(await cacheFiles()).toEqual(files)
    expect((await stat(files[0] as string)).mtimeMs).toBe(before.mtimeMs)
  })

  it('are made anew for other weights under the same name', async () => {
    await logitsOf([texts(1)], { dtype: 'int8' })
    const weights = bertWeights()
    const scaled = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: data.map(value => value / 2) }]),
    )
    await writeBertFolder(folder, { weights: scaled })
    await logitsOf([texts(1)], { dtype: 'int8' })
    expect(await cacheFiles()).toHaveLength(2)
  })

  it('are refused on a device that has no use for them', async () => {
    await expect(openSession(folder, 'fill-mask', { dtype: 'int8', device: 'cuda' })).rejects.toThrow(
      'dtype int8 is made for onnx on the cpu; onnx on cuda wants fp32.',
    )
  })
})

describe('a folder of symlinks, as in the cache of Hugging Face', () => {
  it.each(['fp32', 'int8'] as const)('opens in %s', async dtype => {
    const wanted = await logitsOf([texts(1)], { dtype })
    const cache = join(folder, 'models--some--bert')
    const snapshot = join(cache, 'snapshots', '0123')
    await mkdir(snapshot, { recursive: true })
    await mkdir(join(cache, 'blobs'))
    for (const name of ['config.json', 'model.safetensors']) {
      await rename(join(folder, name), join(cache, 'blobs', `blob-of-${name}`))
      await symlink(join('../../blobs', `blob-of-${name}`), join(snapshot, name))
    }
    await symlink(cache, join(folder, 'elsewhere'))
    expect(await logitsOf([texts(1)], { dtype }, join(folder, 'elsewhere', 'snapshots', '0123'))).toEqual(wanted)
  })
})
