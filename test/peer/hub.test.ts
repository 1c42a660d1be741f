import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { addModel } from '../../stages/models/hub/add.ts'
import { verifyFolder } from '../../stages/models/hub/cached.ts'
import { findModel } from '../../stages/models/hub/find.ts'
import { fingerprint } from '../../stages/models/hub/fingerprint.ts'
import { requireHubName } from '../../stages/models/hub/name.ts'
import { temporaryFolder } from '../support/dataset.ts'
import { commit, openHub, tiny, weights } from '../support/hub-models.ts'
import { root, shared } from '../support/root.ts'

const python = join(root, '.venv/bin/python')
const skipped = !existsSync(python) && !shared
const { signal } = new AbortController()

interface Answer {
  readonly folder: string
  readonly links: { readonly [file: string]: string }
  readonly config: string
  readonly warnings: readonly string[]
  readonly refs: readonly string[]
}

const ask = async (endpoint: string, ...given: readonly string[]): Promise<Answer> => {
  const { HF_HUB_OFFLINE: _, ...variables } = process.env
  const env = { ...variables, HF_ENDPOINT: endpoint, HF_TOKEN: '', HF_HUB_DISABLE_TELEMETRY: '1' }
  const { stdout } = await promisify(execFile)(python, [join(root, 'test/peer/hub.py'), ...given], { env })
  return JSON.parse(stdout)
}

const add = async (cache: string) => {
  const { hub, server } = await openHub({ 'owner/tiny': tiny }, cache)
  const adding = { hub, signal, onBytes: () => {}, onFile: () => {} }
  const { folder } = await addModel(requireHubName('owner/tiny'), adding)
  return { folder, server }
}

describe.skipIf(skipped)("Hugging Face's own client", () => {
  it('takes the cache that we wrote, by branch and by commit', async () => {
    const cache = await temporaryFolder()
    const { folder } = await add(cache)
    for (const revision of [[], ['main'], [commit]]) {
      const seen = await ask('http://127.0.0.1:9', 'local', cache, 'owner/tiny', ...revision)
      expect(seen).toMatchObject({ folder, config: tiny.files['config.json'], warnings: [], refs: ['main'] })
    }
  })

  it('downloads from the server of these tests, and lays out the same cache', async () => {
    const [ours, theirs] = [await temporaryFolder(), await temporaryFolder()]
    const { folder, server } = await add(ours)
    const seen = await ask(server.url, 'download', theirs, 'owner/tiny')
    const { links } = await ask(server.url, 'local', ours, 'owner/tiny')
    expect(seen.links).toEqual(links)
    expect(Object.keys(links).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt'])
    expect(await fingerprint(seen.folder)).toBe(await fingerprint(folder))
  })

  it('writes a cache in which we find the model, and verify it', async () => {
    const [cache, other] = [await temporaryFolder(), await temporaryFolder()]
    const { server } = await add(other)
    await ask(server.url, 'download', cache, 'owner/tiny', 'v1')
    const folder = await findModel('owner/tiny@v1', { packaged: other, cache })
    expect(weights.equals(await readFile(join(folder, 'model.safetensors')))).toBe(true)
    expect(await verifyFolder(folder, signal)).toEqual({ checked: 3, unknown: [], findings: [] })
    await expect(findModel('owner/tiny', { packaged: other, cache })).rejects.toThrow(
      `It has owner/tiny at other revisions: ${commit}.`,
    )
  })
})
