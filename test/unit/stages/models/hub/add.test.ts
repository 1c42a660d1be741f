import { readFile, readlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addModel } from '../../../../../stages/models/hub/add.ts'
import type { Hub } from '../../../../../stages/models/hub/environment.ts'
import { findModel } from '../../../../../stages/models/hub/find.ts'
import { sha256Of } from '../../../../../stages/models/hub/hash.ts'
import { requireHubName } from '../../../../../stages/models/hub/name.ts'
import { filesBelow, temporaryFolder } from '../../../../support/dataset.ts'
import { commit, openHub, tiny, weights } from '../../../../support/hub-models.ts'
import { type HubServer, startHubServer } from '../../../../support/hub-server.ts'

interface Options {
  readonly signal?: AbortSignal
  readonly attempts?: number
  /** Hears of the first bytes of the weights. */
  readonly onWeights?: () => void
}

const add = async (hub: Hub, name = 'owner/tiny', { signal, attempts = 5, onWeights }: Options = {}) => {
  const seen: number[] = []
  const onBytes = ({ path }: { readonly path: string }, bytes: number) => {
    if (path !== 'model.safetensors') return
    seen.push(bytes)
    onWeights?.()
  }
  const patience = { attempts, pauseMs: 1 }
  const adding = { hub, signal: signal ?? new AbortController().signal, patience, onBytes, onFile: () => {} }
  return { ...(await addModel(requireHubName(name), adding)), seen }
}

/** Lets the server send the beginning of the weights, and cut the connection once that has arrived. */
const cutWeights = (server: HubServer): (() => void) => {
  const { promise, resolve } = withResolvers()
  server.mischief.push({ on: 'model.safetensors', kind: 'cut', bytes: 100_000, when: promise })
  return resolve
}

const withResolvers = () => {
  let resolve = () => {}
  const promise = new Promise<void>(done => {
    resolve = done
  })
  return { promise, resolve }
}

const setUp = async (model = tiny) => {
  const cache = await temporaryFolder()
  return { cache, ...(await openHub({ 'owner/tiny': model }, cache)) }
}

/** What was asked of the store of large files, in order. */
const ranges = ({ heard }: HubServer) =>
  heard.filter(({ path }) => !path.includes('/', 1)).map(({ range, status }) => [range, status])

it('brings what softpa reads, and nothing else, into the layout of the hub', async () => {
  const { cache, hub } = await setUp()
  const { folder } = await add(hub)
  expect(folder).toBe(join(cache, 'models--owner--tiny/snapshots', commit))
  const blobs = [/blobs\/[0-9a-f]{40}$/, /blobs\/[0-9a-f]{40}$/, /blobs\/[0-9a-f]{64}$/, /refs\/main$/]
  const files = await filesBelow(cache)
  expect(blobs.map(blob => files.filter(file => blob.test(file)).length)).toEqual([2, 2, 1, 1])
  expect(files.length).toBe(4)
  expect(await readlink(join(folder, 'model.safetensors'))).toBe(
    `../../blobs/${await sha256Of(join(folder, 'model.safetensors'))}`,
  )
  expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true)
  expect(await readFile(join(folder, 'config.json'), 'utf8')).toBe(tiny.files['config.json'])
  expect(await findModel('owner/tiny', { packaged: cache, cache })).toBe(folder)
})

it.each([
  ['v1', 'v1'],
  ['refs/pr/3', 'refs/pr/3'],
])('keeps what the revision %s meant', async (revision, ref) => {
  const { cache, hub } = await setUp()
  await add(hub, `owner/tiny@${revision}`)
  expect(await readFile(join(cache, 'models--owner--tiny/refs', ref), 'utf8')).toBe(commit)
})

it('asks the network once, and for nothing that is there, the second time', async () => {
  const { hub, server } = await setUp()
  await add(hub)
  const before = server.heard.length
  await add(hub)
  expect(server.heard.slice(before).map(({ path }) => path)).toEqual([
    `/api/models/owner/tiny/revision/main?blobs=true`,
  ])
})

it('goes on where the connection was cut, without asking again for what came', async () => {
  const { hub, server } = await setUp()
  const { folder, seen } = await add(hub, 'owner/tiny', { onWeights: cutWeights(server) })
  const [[, first], [range, status]] = ranges(server) as [[null, number], [string, number]]
  expect([first, status]).toEqual([200, 206])
  expect(Number(/bytes=(\d+)-/.exec(range)?.[1])).toBeGreaterThan(0)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true)
})

it('goes on where an earlier run had stopped', async () => {
  const { cache, hub, server } = await setUp()
  const { folder } = await add(hub)
  const blob = join(cache, 'models--owner--tiny/blobs', await sha256Of(join(folder, 'model.safetensors')))
  await truncate(blob, 1)
  await writeFile(`${blob}.incomplete`, weights.subarray(0, 200_000))
  await add(hub)
  expect(ranges(server).at(-1)).toEqual(['bytes=200000-', 206])
  expect(weights.equals(await readFile(blob))).toBe(true)
})

it('takes all from a server that does not know ranges', async () => {
  const { cache, hub, server } = await setUp()
  const onWeights = cutWeights(server)
  server.mischief.push({ on: 'model.safetensors', kind: 'no-range' })
  const { folder } = await add(hub, 'owner/tiny', { onWeights })
  expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true)
  expect((await filesBelow(cache)).filter(name => name.endsWith('.incomplete'))).toEqual([])
})

it('fetches all again where what an earlier run left is damaged', async () => {
  const { hub, server, cache } = await setUp()
  const { folder } = await add(hub)
  const blob = join(cache, 'models--owner--tiny/blobs', await sha256Of(join(folder, 'model.safetensors')))
  await truncate(blob, 1)
  await writeFile(`${blob}.incomplete`, Buffer.alloc(200_000))
  await add(hub)
  expect(ranges(server).slice(-2)).toEqual([
    ['bytes=200000-', 206],
    [null, 200],
  ])
  expect(weights.equals(await readFile(blob))).toBe(true)
})

it('gives no name to a file that is not what the hub announced', async () => {
  const { cache, hub, server } = await setUp()
  server.mischief.push({ on: 'model.safetensors', kind: 'garbage' })
  await expect(add(hub)).rejects.toThrow(/model\.safetensors is not what the hub says it is \([0-9a-f]{64}\)/)
  expect((await filesBelow(cache)).filter(name => /refs|[0-9a-f]{64}/.test(name))).toEqual([])
})

it('lets two at once fetch the same model', async () => {
  const { hub } = await setUp()
  const [one, two] = await Promise.all([add(hub), add(hub)])
  expect(two.folder).toBe(one.folder)
  expect(weights.equals(await readFile(join(one.folder, 'model.safetensors')))).toBe(true)
})

it('tries again while the hub is busy', async () => {
  const { hub, server } = await setUp()
  for (const on of ['api', 'config.json', 'model.safetensors'])
    server.mischief.push({ on, kind: 'status', status: 503 })
  expect((await add(hub)).commit).toBe(commit)
})

it('gives up when its patience is gone, and says that a re-run resumes', async () => {
  const { hub } = await setUp()
  const { url: endpoint, close } = await startHubServer({})
  await close()
  await expect(add({ ...hub, endpoint }, 'owner/tiny', { attempts: 2 })).rejects.toThrow(
    /the hub cannot be reached: .*run the same command again to resume/,
  )
})

it('stops when it is told to', async () => {
  const { hub, server } = await setUp()
  const controller = new AbortController()
  server.mischief.push({ on: 'api', kind: 'status', status: 503 })
  const going = add(hub, 'owner/tiny', { signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(going).rejects.toThrow('enough')
})

it('sends the token to the hub, and not to the host that it redirects to', async () => {
  const { hub, server } = await setUp({ ...tiny, token: 'hf_secret' })
  await expect(add(hub)).rejects.toThrow(
    'owner/tiny@main was not found on the hub: check the spelling; if it is private, set HF_TOKEN.',
  )
  await add({ ...hub, token: 'hf_secret' })
  const large = server.heard.filter(({ path }) => !path.includes('/', 1))
  expect(large.map(({ authorization }) => authorization)).toEqual([null])
})

it('finds the token that a login has left', async () => {
  const { hub } = await setUp({ ...tiny, token: 'hf_secret' })
  await writeFile(hub.tokenFile, 'hf_secret\n')
  expect((await add(hub)).commit).toBe(commit)
})

it('says what to do about a gated model, a wrong name, and a wrong revision', async () => {
  const { hub } = await setUp({ ...tiny, isGated: true })
  await expect(add(hub)).rejects.toThrow(/^owner\/tiny is gated: accept its conditions/)
  await expect(add(hub, 'owner/tinny')).rejects.toThrow('owner/tinny@main was not found on the hub: check the spelling')
  const { hub: open } = await setUp()
  await expect(add(open, 'owner/tiny@v9')).rejects.toThrow(
    'owner/tiny@v9: the hub has the model, but not that revision.',
  )
})

it('asks nobody while HF_HUB_OFFLINE is set', async () => {
  const { hub, server } = await setUp()
  await expect(add({ ...hub, isOffline: true })).rejects.toThrow(
    /owner\/tiny is not downloaded, because HF_HUB_OFFLINE is set/,
  )
  expect(server.heard).toEqual([])
})

it('refuses, before it downloads, a model that only PyTorch can read, with the line that converts it', async () => {
  const { 'model.safetensors': _, ...files } = tiny.files
  const { hub, server } = await setUp({ ...tiny, files })
  await expect(add(hub, 'owner/tiny@v1')).rejects.toThrow(
    `owner/tiny@v1 has its weights as pytorch_model.bin alone, and softpa reads model.safetensors; convert it once, then give the new folder: python -c 'import transformers as t; [c.from_pretrained("owner/tiny", revision="v1").save_pretrained("converted") for c in (t.BertForMaskedLM, t.AutoProcessor)]'`,
  )
  expect(server.heard.length).toBe(1)
})

it('brings the parts of weights that come in several files', async () => {
  const parts = { 'model-00001-of-00002.safetensors': weights, 'model-00002-of-00002.safetensors': 'x' }
  const files = { 'config.json': '{}', 'model.safetensors.index.json': '{"weight_map": {}}', ...parts }
  const { hub } = await setUp({ ...tiny, files })
  const { folder } = await add(hub)
  for (const name of Object.keys(files)) expect((await readFile(join(folder, name))).length).toBeGreaterThan(0)
})
