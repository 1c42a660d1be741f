import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { commit, openHub, tiny } from '../support/hub-models.ts'
import { softpa } from '../support/softpa.ts'

let cache: string

beforeEach(async () => {
  cache = await temporaryFolder()
  const { server } = await openHub({ 'owner/tiny': tiny }, cache)
  for (const [name, value] of [
    ['HF_ENDPOINT', server.url],
    ['HF_HUB_CACHE', cache],
    ['HF_HUB_OFFLINE', ''],
    ['HF_TOKEN', 'x'],
  ] as const)
    vi.stubEnv(name, value)
  return () => vi.unstubAllEnvs()
})

it('adds a model, lists it and verifies it', async () => {
  const folder = join(cache, 'models--owner--tiny/snapshots', commit)
  const added = await softpa('models', 'add', 'owner/tiny')
  expect(added).toMatchObject({ code: 0, stdout: `owner/tiny@${commit}\n${folder}\n` })
  expect(added.stderr).toBe('config.json  38 B\nvocab.txt  31 B\nmodel.safetensors  300.0 kB\n')
  const listed = await softpa('models', 'list')
  expect(listed).toMatchObject({ code: 0, stderr: '' })
  expect(listed.stdout).toBe(`  owner/tiny  main  ${commit}  BertForMaskedLM  0 MB  ready\n`)
  const verified = await softpa('models', 'verify')
  expect(verified).toMatchObject({ code: 0, stderr: '' })
  expect(verified.stdout).toMatch(new RegExp(`^owner/tiny@${commit}  3 files checked  [0-9a-f]{64}\n$`))
})

it('names the damaged file and ends with 1', async () => {
  await softpa('models', 'add', 'owner/tiny')
  await truncate(join(cache, 'models--owner--tiny/snapshots', commit, 'model.safetensors'), 1000)
  const verified = await softpa('models', 'verify', 'owner/tiny')
  expect(verified.code).toBe(1)
  expect(verified.stdout).toMatch(
    /model\.safetensors is not what was downloaded: delete .* and run `softpa models add` again\./,
  )
  expect(verified.stderr).toBe('softpa: 1 file is not what was downloaded\n')
})

it.each([
  ['a model that the hub has not', ['add', 'owner/none'], /^softpa: owner\/none@main was not found on the hub/],
  ['a name that is none', ['add', 'tiny'], /^softpa: tiny is no model of the hub: wanted owner\/name/],
  ['a model that is not there', ['verify', 'owner/none'], /Get it with `softpa models add owner\/none`\.\n$/],
])('ends with 2 and one sentence for %s', async (_, args, sentence) => {
  const ended = await softpa('models', ...args)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(sentence)
  expect(ended.stderr.trim().split('\n').length).toBe(1)
})

it('downloads nothing while HF_HUB_OFFLINE is set', async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '1')
  const ended = await softpa('models', 'add', 'owner/tiny')
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(/^softpa: owner\/tiny is not downloaded, because HF_HUB_OFFLINE is set/)
})

it('says how to get a model where there is none to list', async () => {
  const ended = await softpa('models', 'list')
  expect(ended).toMatchObject({ code: 0, stdout: '' })
  expect(ended.stderr).toBe(`There is no model in ${cache}: get one with \`softpa models add owner/name\`.\n`)
})
