import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findDiffusionModel } from '../../../../pipeline/python/diffusion-model.ts'
import { temporaryFolder } from '../../../support/dataset.ts'

const commit = 'a'.repeat(40)

const write = async (folder: string, file: string, text = '{}') => {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, file), text)
  return folder
}

/** A folder, a model that came with softpa beside one that is no diffusion model, and one of the hub's cache. */
const models = async () => {
  const folder = await temporaryFolder()
  const places = { packaged: join(folder, 'models'), cache: join(folder, 'cache') }
  const hub = join(places.cache, 'models--owner--sd')
  await write(join(places.packaged, 'bert-mini'), 'config.json')
  await write(join(hub, 'refs'), 'main', commit)
  return {
    places,
    mine: await write(join(folder, 'mine'), 'model_index.json'),
    packaged: await write(join(places.packaged, 'ldm-mini'), 'model_index.json'),
    cached: await write(join(hub, 'snapshots', commit), 'model_index.json'),
  }
}

test('a model is a folder, a name of one that comes with softpa, or a name in the cache of the hub', async () => {
  const { places, mine, packaged, cached } = await models()
  expect(await findDiffusionModel(mine, places)).toBe(mine)
  expect(await findDiffusionModel('ldm-mini', places)).toBe(packaged)
  expect(await findDiffusionModel('owner/sd', places)).toBe(cached)
  expect(await findDiffusionModel(`owner/sd@${commit}`, places)).toBe(cached)
})

test('what is no diffusion model is refused with the names of those that come with softpa', async () => {
  const { places } = await models()
  for (const value of ['ldm-mni', 'bert-mini'])
    await expect(findDiffusionModel(value, places)).rejects.toThrow(
      `--model ${value}: wanted a diffusers folder, which holds model_index.json, or one of ldm-mini`,
    )
})

test('a name of the hub that is not in the cache is refused with the command that gets it', async () => {
  const { places } = await models()
  await expect(findDiffusionModel('owner/other@v1', places)).rejects.toThrow(
    'get a model of the hub with `hf download owner/other --revision v1`',
  )
})
