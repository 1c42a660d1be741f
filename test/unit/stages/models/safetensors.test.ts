import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readTensors } from '../../../../stages/models/safetensors.ts'
import { safetensors } from '../../../support/bert-folder.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'softpa-safetensors-')))
  file = join(folder, 'model.safetensors')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const two = {
  a: { shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) },
  b: { shape: [], data: Float32Array.of(6) },
}
const edited = (entries: object) => safetensors(two, header => ({ ...header, ...entries }))

describe('the header of a safetensors file', () => {
  it('says where each tensor lies', async () => {
    const bytes = safetensors(two)
    await writeFile(file, bytes)
    const tensors = await readTensors(folder)
    const offset = bytes.length - 28
    expect(tensors.get('a')).toEqual({ name: 'a', dtype: 'F32', shape: [2, 3], file, offset, length: 24 })
    expect(tensors.get('b')).toEqual({ name: 'b', dtype: 'F32', shape: [], file, offset: offset + 24, length: 4 })
    expect(tensors.size).toBe(2)
  })

  it('follows the symlinks of a Hugging Face cache to the real file', async () => {
    const blob = join(folder, 'blobs', '0a1b')
    await mkdir(join(folder, 'blobs'))
    await writeFile(blob, safetensors(two))
    await symlink(join('blobs', '0a1b'), file)
    expect((await readTensors(folder)).get('a')?.file).toBe(blob)
  })

  it.each([
    ['a file cut inside its tensors', 20, /ends at byte \d+, tensor `[ab]` at \d+: the file is cut off/],
    ['a file cut inside its header', 200, /announces a header of \d+: it is cut off, or no safetensors file/],
    ['an empty file', Number.POSITIVE_INFINITY, /has 0 bytes/],
  ])('refuses %s', async (_, missing, message) => {
    const bytes = safetensors(two)
    await writeFile(file, bytes)
    await truncate(file, Math.max(0, bytes.length - missing))
    await expect(readTensors(folder)).rejects.toThrow(message)
    await expect(readTensors(folder)).rejects.toThrow(file)
  })

  it.each([
    ['overlapping tensors', { b: { dtype: 'F32', shape: [], data_offsets: [20, 24] } }, /tensor `b` overlap/],
    [
      'a tensor behind the end',
      { b: { dtype: 'F32', shape: [], data_offsets: [28, 32] } },
      /tensor `b` at \d+: the file is cut off/,
    ],
    [
      'a tensor that ends before its start',
      { b: { dtype: 'F32', shape: [], data_offsets: [8, 4] } },
      /tensor `b` has -4 bytes/,
    ],
    [
      'a shape that needs other bytes',
      { a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 24] } },
      /`a` has 24 bytes; F32 \[2,2\] needs 16/,
    ],
    ['an entry that is none', { b: 5 }, /entry for tensor `b` is not dtype, shape and two offsets/],
    ['a negative size', { b: { dtype: 'F32', shape: [-1], data_offsets: [24, 28] } }, /entry for tensor `b`/],
  ])('refuses %s', async (_, entries, message) => {
    await writeFile(file, edited(entries))
    await expect(readTensors(folder)).rejects.toThrow(message)
  })

  it.each([
    ['a header that is not JSON', '{"a": '],
    ['a header that is a list', '[]'],
  ])('refuses %s', async (_, json) => {
    const size = Buffer.alloc(8)
    size.writeBigUInt64LE(BigInt(json.length))
    await writeFile(file, Buffer.concat([size, Buffer.from(json)]))
    await expect(readTensors(folder)).rejects.toThrow(`${file}: the header is not`)
  })

  it('refuses a header of a size that no model has', async () => {
    await writeFile(file, Buffer.alloc(64, 0xff))
    await expect(readTensors(folder)).rejects.toThrow(/announces a header of/)
  })
})

describe('a model in several files', () => {
  const index = (map: object) =>
    writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map: map }))
  const shard = (name: string, tensor: 'a' | 'b') =>
    writeFile(join(folder, name), safetensors({ [tensor]: two[tensor] }))

  it('finds each tensor in its file', async () => {
    await Promise.all([shard('1.safetensors', 'a'), shard('2.safetensors', 'b')])
    await index({ a: '1.safetensors', b: '2.safetensors' })
    const tensors = await readTensors(folder)
    expect([...tensors.values()].map(tensor => tensor.file)).toEqual(
      ['1', '2'].map(name => join(folder, `${name}.safetensors`)),
    )
  })

  it('names the file that is missing', async () => {
    await shard('1.safetensors', 'a')
    await index({ a: '1.safetensors', b: '2.safetensors' })
    await expect(readTensors(folder)).rejects.toThrow(
      /2\.safetensors cannot be found \(ENOENT\); the model is incomplete/,
    )
  })

  it('names the tensor that its file lacks', async () => {
    await shard('1.safetensors', 'a')
    await index({ a: '1.safetensors', b: '1.safetensors' })
    await expect(readTensors(folder)).rejects.toThrow(/1\.safetensors lacks tensor `b`/)
  })

  it('refuses a file name that leads elsewhere', async () => {
    await index({ a: '../1.safetensors' })
    await expect(readTensors(folder)).rejects.toThrow(/names "\.\.\/1\.safetensors" as a file/)
  })

  it('says how to convert a folder that has only a pytorch_model.bin', async () => {
    await writeFile(join(folder, 'pytorch_model.bin'), '')
    await expect(readTensors(folder)).rejects.toThrow(/has neither .+ load it with transformers/)
  })
})
