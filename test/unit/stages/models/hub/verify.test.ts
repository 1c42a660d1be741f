import { copyFile, mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { addModel } from '../../../../../stages/models/hub/add.ts'
import { listCached, verifyFolder } from '../../../../../stages/models/hub/cached.ts'
import { fingerprint } from '../../../../../stages/models/hub/fingerprint.ts'
import { requireHubName } from '../../../../../stages/models/hub/name.ts'
import { temporaryFolder } from '../../../../support/dataset.ts'
import { commit, openHub, tiny, weights } from '../../../../support/hub-models.ts'

const { signal } = new AbortController()
const files = ['config.json', 'model.safetensors', 'vocab.txt']

const addTiny = async () => {
  const cache = await temporaryFolder()
  const { hub } = await openHub({ 'owner/tiny': tiny }, cache)
  const { folder } = await addModel(requireHubName('owner/tiny'), { hub, signal, onBytes: () => {}, onFile: () => {} })
  return { cache, folder, blob: resolve(folder, await readlink(join(folder, 'model.safetensors'))) }
}

const copy = async (folder: string) => {
  const plain = await temporaryFolder()
  for (const file of files) await copyFile(join(folder, file), join(plain, file))
  return plain
}

it('gives a folder and its copy the same fingerprint, whatever else lies there', async () => {
  const { folder } = await addTiny()
  const plain = await copy(folder)
  await writeFile(join(plain, 'README.md'), 'notes')
  const print = await fingerprint(folder)
  expect(print).toMatch(/^[0-9a-f]{64}$/)
  expect(await fingerprint(plain)).toBe(print)
})

it.each(files)('gives another fingerprint where one byte of %s differs', async file => {
  const { folder } = await addTiny()
  const plain = await copy(folder)
  const changed = Buffer.from(tiny.files[file]!)
  changed[changed.length - 1]! ^= 1
  await writeFile(join(plain, file), changed)
  expect(await fingerprint(plain)).not.toBe(await fingerprint(folder))
})

it("takes the hub's own sha256 for large files, and no name of a store further on", async () => {
  const { folder, blob } = await addTiny()
  const before = await fingerprint(folder)
  const store = join(await temporaryFolder(), 'e'.repeat(64))
  await rename(blob, store)
  await symlink(store, blob)
  expect(await fingerprint(folder)).toBe(before)
})

it('reads a large file whose link leads anywhere but to its own blobs', async () => {
  const { folder } = await addTiny()
  const plain = await copy(folder)
  const elsewhere = join(await temporaryFolder(), 'e'.repeat(64))
  await rename(join(plain, 'model.safetensors'), elsewhere)
  await symlink(elsewhere, join(plain, 'model.safetensors'))
  expect(await fingerprint(plain)).toBe(await fingerprint(folder))
})

it('finds every file as it was downloaded', async () => {
  const { folder } = await addTiny()
  expect(await verifyFolder(folder, signal)).toEqual({ checked: 3, unknown: [], findings: [] })
})

it('names the file with a flipped byte, large or small', async () => {
  const { folder, blob } = await addTiny()
  const changed = Buffer.from(weights)
  changed[12345]! ^= 1
  await writeFile(blob, changed)
  await writeFile(join(folder, 'vocab.txt'), '[PAD]')
  expect((await verifyFolder(folder, signal)).findings).toEqual([
    `${join(folder, 'model.safetensors')} is not what was downloaded: delete ${blob} and run \`softpa models add\` again.`,
    expect.stringMatching(/vocab\.txt is not what was downloaded/),
  ])
})

it('names the file whose blob is gone', async () => {
  const { folder, blob } = await addTiny()
  await rm(blob)
  expect((await verifyFolder(folder, signal)).findings).toEqual([
    expect.stringMatching(/model\.safetensors is not what was/),
  ])
})

it('says which files of a copied folder nobody knows the hash of', async () => {
  const { folder } = await addTiny()
  expect(await verifyFolder(await copy(folder), signal)).toEqual({ checked: 0, unknown: files, findings: [] })
})

it('lists models with their refs, and says which it cannot read', async () => {
  const { cache, folder, blob } = await addTiny()
  await mkdir(join(cache, 'models--owner--other/snapshots', commit), { recursive: true })
  await mkdir(join(cache, 'datasets--owner--pictures/snapshots', commit), { recursive: true })
  const bytes = files.reduce((sum, file) => sum + tiny.files[file]!.length, 0)
  const listed = {
    name: 'owner/tiny',
    commit,
    refs: ['main'],
    folder,
    architecture: 'BertForMaskedLM',
    bytes,
    fault: null,
  }
  const other = {
    name: 'owner/other',
    refs: [],
    architecture: null,
    bytes: 0,
    fault: 'owner/other has no config.json: wanted a Hugging Face model folder.',
  }
  expect(await listCached(cache)).toEqual([expect.objectContaining(other), listed])
  await rm(blob)
  expect((await listCached(cache))[1]).toMatchObject({ fault: 'a file of owner/tiny is gone' })
})

it('lists nothing where there is no cache', async () => {
  expect(await listCached(join(await temporaryFolder(), 'none'))).toEqual([])
})
