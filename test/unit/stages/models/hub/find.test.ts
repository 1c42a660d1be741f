import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { findModel } from '../../../../../stages/models/hub/find.ts'
import { parseHubName } from '../../../../../stages/models/hub/name.ts'
import { temporaryFolder } from '../../../../support/dataset.ts'

const commit = 'a'.repeat(40)
const other = 'b'.repeat(40)
let folder: string
let places: { readonly packaged: string; readonly cache: string }

beforeEach(async () => {
  folder = await temporaryFolder()
  places = { packaged: join(folder, 'packaged'), cache: join(folder, 'cache') }
  await mkdir(places.packaged)
})

const writeModel = async (path: string) => {
  await mkdir(path, { recursive: true })
  for (const name of ['config.json', 'model.safetensors']) await writeFile(join(path, name), '{}')
  return path
}

/** A model in a cache as the hub's tools lay it out, by hand. */
const writeSnapshot = async (at: string) => {
  const model = join(places.cache, 'models--owner--name')
  const snapshot = join(model, 'snapshots', at)
  for (const path of [join(model, 'blobs'), join(model, 'refs'), snapshot]) await mkdir(path, { recursive: true })
  for (const [name, blob] of [
    ['config.json', 'c'.repeat(40)],
    ['model.safetensors', 'd'.repeat(64)],
  ] as const) {
    await writeFile(join(model, 'blobs', blob), '{}')
    await symlink(join('../../blobs', blob), join(snapshot, name))
  }
  await writeFile(join(model, 'refs/main'), at)
  return snapshot
}

it('takes an existing folder before all else', async () => {
  const path = await writeModel(join(folder, 'mine'))
  expect(await findModel(path, places)).toBe(path)
})

it('takes the name of a model that comes with softpa', async () => {
  const path = await writeModel(join(places.packaged, 'small-blip'))
  expect(await findModel('small-blip', places)).toBe(path)
})

it('takes owner/name, its branch and its commit from a cache of symlinks', async () => {
  const snapshot = await writeSnapshot(commit)
  for (const name of ['owner/name', 'owner/name@main', `owner/name@${commit}`])
    expect(await findModel(name, places)).toBe(snapshot)
})

it('says what was looked for, where, and how to get it', async () => {
  await expect(findModel('owner/name@v2', places)).rejects.toThrow(
    `There is no model owner/name@v2: it is no folder, and it is not in the Hugging Face cache ${places.cache}. Get it with \`softpa models add owner/name@v2\`.`,
  )
})

it('names the commits that are there where another was asked for', async () => {
  await writeSnapshot(commit)
  await expect(findModel(`owner/name@${other}`, places)).rejects.toThrow(
    `It has owner/name at other revisions: ${commit}.`,
  )
})

it('names the models that come with softpa where a name is none of them', async () => {
  await writeModel(join(places.packaged, 'small-blip'))
  await expect(findModel('smal-blip', places)).rejects.toThrow(
    'There is no model smal-blip: it is no folder, and none of the models that come with softpa (small-blip); a model of the hub is spelled owner/name[@revision].',
  )
})

it('refuses a snapshot whose blob is gone', async () => {
  await writeSnapshot(commit)
  await rm(join(places.cache, 'models--owner--name/blobs', 'd'.repeat(64)))
  await expect(findModel('owner/name', places)).rejects.toThrow(/model\.safetensors links to a file that is gone/)
})

it('refuses a folder without configuration, without weights, or with those of PyTorch alone', async () => {
  const path = join(folder, 'mine')
  await mkdir(path)
  await expect(findModel(path, places)).rejects.toThrow(
    `${path} has no config.json: wanted a Hugging Face model folder.`,
  )
  await writeFile(join(path, 'config.json'), '{"architectures": ["CLIPModel"]}')
  await expect(findModel(path, places)).rejects.toThrow(`${path} has no model.safetensors.`)
  await writeFile(join(path, 'pytorch_model.bin'), '')
  await expect(findModel(path, places)).rejects.toThrow(
    /convert it once, .*python -c '.*t\.CLIPModel, t\.AutoProcessor/,
  )
})

it.each([
  'owner',
  'owner/',
  '/name',
  '../name',
  'a/b/c',
  'owner/name@',
  'owner/name@../x',
  'a--b/c',
  'owner/name@a@b',
  './name',
])('does not take %s for a model of the hub', text => {
  expect(parseHubName(text)).toBe(null)
})

it('reads owner, name and revision', () => {
  expect(parseHubName('Salesforce/blip-image-captioning-base')).toEqual({
    owner: 'Salesforce',
    name: 'blip-image-captioning-base',
    revision: 'main',
  })
  expect(parseHubName('o/n.1@refs/pr/3')).toEqual({ owner: 'o', name: 'n.1', revision: 'refs/pr/3' })
})
