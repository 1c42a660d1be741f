import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { inFolder } from '../../data/storage/address.ts'
import { writeAtomically } from '../../data/storage/files.ts'
import { keyOf } from '../../data/world/web/address.ts'
import { writeLaion } from '../../data/world/web/metadata.ts'
import type { RowHistory } from '../../pipeline/history/row-history.ts'
import { filesBelow, temporaryFolder } from '../support/dataset.ts'
import { beginIll } from '../support/ill-dataset.ts'
import { laionRow } from '../support/metadata.ts'
import { softpa } from '../support/softpa.ts'
import { bucket, startStore } from '../support/store.ts'

const historyOf = async (what: string, out: string): Promise<RowHistory> => {
  const { code, stdout, stderr } = await softpa('explain', what, '--in', out, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('a rejected row is told by its URL and by its key: where it came from, who rejected it, why, after how many requests', async () => {
  const { address, ill, metadata, out } = await beginIll(['gone'], 6)
  const url = `http://${address}${ill[0]}`
  const history = await historyOf(url, out)
  expect(history).toMatchObject({
    key: keyOf(url),
    state: 'rejected',
    source: { path: metadata, row: 6, dataset: null, columns: { url, declared_width: 640, aesthetic: 7.25 } },
    recipe: { name: 'fetch', seed: 0 },
    made: { rejected: { stage: 'download', reason: 'http-404', detail: '' }, notes: { download: { attempts: 1 } } },
  })
  expect(await historyOf(keyOf(url), out)).toEqual(history)
  expect((await softpa('explain', url, '--in', out)).stdout).toMatch(/rejected {6}http-404, by download\n/)
})

/** A dataset of six written rows, and the URL of one. */
const beginWell = async () => {
  const { metadata, folder, out } = await beginIll([], 6)
  const { URL: urls } = await readParquet(metadata, { columns: ['URL'] })
  return { folder, out, url: urls![4] as string }
}

test('a written row tells its place and its picture', async () => {
  const { out, url } = await beginWell()
  const history = await historyOf(url, out)
  expect(history).toMatchObject({
    state: 'written',
    source: { row: 4 },
    made: { rejected: null, values: { final_url: url, width: 256, original_width: 256, transform: 'original' } },
  })
  const { file, row, values } = history.made!
  const { key, sha256 } = await readParquet(join(out, file), { columns: ['key', 'sha256'] })
  expect([key![row], sha256![row]]).toEqual([keyOf(url), values.sha256])
})

test('a row tells in which dataset it was before', async () => {
  const { folder, out, url } = await beginWell()
  const again = join(folder, 'again')
  expect(await softpa('plan', 'fetch', '--source', out, '--out', again)).toMatchObject({ code: 0 })
  expect(await historyOf(url, again)).toMatchObject({ state: 'not done', source: { dataset: out }, made: null })
})

test('a row tells in a store what it tells on a disk', async () => {
  const { out, url } = await beginWell()
  const store = await startStore()
  onTestFinished(store.close)
  for (const [name, value] of Object.entries(store.environment)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
  const there = `s3://${bucket}/rows`
  for (const file of await filesBelow(out))
    await writeAtomically(inFolder(there, file), await readFile(join(out, file)))
  expect(await historyOf(url, there)).toEqual(await historyOf(url, out))
})

test('a shard that is not done says so; a row that the filter removed is in no plan, which is one sentence and exit 2', async () => {
  const folder = await temporaryFolder()
  const [metadata, out] = [join(folder, 'metadata.parquet'), join(folder, 'out')]
  const [kept, removed] = ['http://example.org/kept.jpg', 'http://example.org/removed.jpg'] as const
  writeLaion(metadata, [laionRow(kept), laionRow(removed, { aesthetic: 2 })])
  expect(await softpa('plan', 'fetch', '--source', metadata, '--out', out)).toMatchObject({ code: 0 })
  const planned = await softpa('explain', kept, '--in', out)
  expect(planned).toMatchObject({ code: 0 })
  expect(planned.stdout).toMatch(
    /^[0-9a-f]{32}: not done\n\nwhat became of it\n {2}not done {6}shard 0 is not done yet/,
  )
  const ended = await softpa('explain', removed, '--in', out)
  expect(ended).toMatchObject({ code: 2, stdout: '' })
  expect(ended.stderr).toMatch(
    /^softpa: none of the 1 rows .* has the key [0-9a-f]{32}, that of .*removed 1 of the 2 rows/,
  )
})

test('a row of texts is told by its text: the slot, the prompts, the models by name and fingerprint', async () => {
  const folder = await temporaryFolder()
  const [source, out] = [join(folder, 'captions.csv'), join(folder, 'out')]
  await writeFile(source, 'caption\na red car on a road\na black dog on a beach\n')
  const models = ['--set', 'candidates.model=bert-mini', '--set', 'select.model=clip-mini']
  expect(await softpa('run', 'augment', '--source', source, '--out', out, '--workers', '1', ...models)).toMatchObject({
    code: 0,
  })
  const { made } = await historyOf('a red car on a road', out)
  expect(made!.values.caption).toBe('a red car on a road')
  expect(['red', 'car', 'road']).toContain(made!.values.slot_word)
  expect(made!.values.prompts).toHaveLength(4)
  expect(made!.models).toEqual([
    { role: 'fill-mask', name: 'bert-mini', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { role: 'select', name: 'clip-mini', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})

test('a key without a dataset, and a dataset with settings of another way to explain, are told what to do', async () => {
  const key = keyOf('http://example.org/a.jpg')
  const keyAlone = await softpa('explain', key)
  expect(keyAlone).toMatchObject({ code: 2, stdout: '' })
  expect(keyAlone.stderr).toMatch(/is the key of a row: say of which dataset with --in <folder>/)
  const both = await softpa('explain', key, '--in', 'shards', '--set', 'select.keep=2')
  expect(both).toMatchObject({ code: 2, stdout: '' })
  expect(both.stderr).toMatch(/'--in <folder>' cannot be used with option '--set/)
})
