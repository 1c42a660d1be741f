import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { parseCaption } from '../../data/world/caption.ts'
import { startWorld } from '../../data/world/web/world.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { commit, openHub } from '../support/hub-models.ts'
import type { ServedModel } from '../support/hub-server.ts'
import { root } from '../support/root.ts'
import { softpa } from '../support/softpa.ts'

/** The published models that the paper's data side wants, and what stands for each here: small weights that work. */
const stands = {
  'Salesforce/blip-image-captioning-base': { folder: 'blip-mini', setting: 'caption.model' },
  'google-bert/bert-base-uncased': { folder: 'bert-mini', setting: 'candidates.model' },
  'openai/clip-vit-large-patch14': { folder: 'clip-mini', setting: 'select.model' },
} as const

const serve = async (folder: string): Promise<ServedModel> => {
  const path = join(root, 'data/models', folder)
  const names = await readdir(path)
  const files = await Promise.all(names.map(async name => [name, await readFile(join(path, name))] as const))
  return { commit, files: Object.fromEntries(files) }
}

/** A hub that has all of them, and a cache that has none; until the test ends. */
const openPublished = async () => {
  const served = Object.entries(stands).map(async ([name, { folder }]) => [name, await serve(folder)] as const)
  const cache = await temporaryFolder()
  const { server } = await openHub(Object.fromEntries(await Promise.all(served)), cache)
  const environment = { HF_ENDPOINT: server.url, HF_HUB_CACHE: cache, HF_HUB_OFFLINE: '', HF_TOKEN: '' }
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  return server
}

test('recipe laion takes models of the hub by name, once `models add` has brought them', async () => {
  const server = await openPublished()
  const folder = await temporaryFolder()
  const world = await startWorld({ folder, seed: 2, count: 40, port: 0 })
  onTestFinished(() => world.close())
  const out = join(folder, 'out')
  const source = ['--source', world.metadata, '--allow-address', world.address, '--set', 'download.deadlineMs=3000']
  const names = Object.entries(stands).flatMap(([name, { setting }]) => ['--set', `${setting}=${name}`])
  const run = ['run', 'laion', '--out', out, ...source, ...names]

  const tooEarly = await softpa(...run)
  expect(tooEarly.code).toBe(2)
  expect(tooEarly.stderr).toContain('softpa models add Salesforce/blip-image-captioning-base')

  for (const name of Object.keys(stands)) expect(await softpa('models', 'add', name)).toMatchObject({ code: 0 })
  expect(await softpa('models', 'verify')).toMatchObject({ code: 0 })
  const asked = server.heard.length
  expect(await softpa(...run)).toMatchObject({ code: 0 })
  expect(server.heard.length).toBe(asked)

  expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
  const shard = join(out, 'data/train-00000-of-00001.parquet')
  const { caption, prompts } = await readParquet(shard, { columns: ['caption', 'prompts'] })
  expect(caption!.length).toBeGreaterThan(20)
  expect(caption!.filter(text => parseCaption(String(text))).length).toBeGreaterThan(0.8 * caption!.length)
  expect(prompts!.map(four => (four as unknown[]).length)).toEqual(caption!.map(() => 4))
})

test('and a run that names none wants these: they are its defaults', async () => {
  const options = await softpa('options', 'laion')
  for (const [name, { setting }] of Object.entries(stands)) expect(options.stdout).toContain(`${setting}="${name}"`)
})
