import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { render } from '../../data/world/render.ts'
import { scenesOf } from '../../data/world/scene.ts'
import { digests, filesBelow, temporaryFolder } from '../support/dataset.ts'
import { startDatasetHub } from '../support/dataset-hub.ts'
import { writeMetadata } from '../support/metadata.ts'
import { softpa } from '../support/softpa.ts'
import { bucket, type Store, startStore } from '../support/store.ts'
import { writeTar } from '../support/tar-file.ts'

// Whatever a run may read of a disk, it reads the same of a store and of the hub.

let store: Store
beforeAll(async () => {
  store = await startStore()
  for (const [name, value] of Object.entries(store.environment)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await store.close()
})

/** Sources of every kind, a folder for each. */
const writeSources = async (folder: string): Promise<void> => {
  for (const kind of ['parquet/deep', 'csv', 'jsonl', 'tar', 'pictures'])
    await mkdir(join(folder, kind), { recursive: true })
  const urls = Array.from({ length: 30 }, (_, at) => `http://a.example/${at}.jpg`)
  writeMetadata(join(folder, 'parquet/one.parquet'), urls.slice(0, 20))
  writeMetadata(join(folder, 'parquet/deep/two.parquet'), urls.slice(10))
  await writeFile(join(folder, 'csv/a.csv'), ['URL,TEXT', ...urls.map(url => `${url},"a, b"`)].join('\n'))
  await writeFile(join(folder, 'csv/b.tsv'), ['URL\tTEXT', ...urls.map(url => `${url}?b\ta`)].join('\n'))
  await writeFile(join(folder, 'jsonl/a.jsonl'), urls.map(url => JSON.stringify({ url, text: 'a' })).join('\n'))
  const pictures = await Promise.all(scenesOf(1, 4).map(scene => render(scene, 64)))
  for (const [at, picture] of pictures.entries()) await writeFile(join(folder, `pictures/${at}.png`), picture)
  const samples = pictures.flatMap(
    (picture, at) =>
      [
        [`${at}.png`, picture],
        [`${at}.txt`, `caption ${at}`],
      ] as const,
  )
  await writeTar(join(folder, 'tar/0.tar'), samples)
}

const upload = async (folder: string): Promise<ReadonlyMap<string, Uint8Array>> => {
  const files = await filesBelow(folder)
  const contents = new Map<string, Uint8Array>()
  for (const file of files) {
    contents.set(file, await readFile(join(folder, file)))
    await fetch(`${store.url}/${bucket}/sources/${file}`, { method: 'PUT', body: new Uint8Array(contents.get(file)!) })
  }
  return contents
}

test('tables, tars and pictures in a store and on the hub are planned as those on a disk, and their pictures are the same', async () => {
  const folder = await temporaryFolder()
  const here = join(folder, 'sources')
  await writeSources(here)
  const hub = await startDatasetHub('owner/set', await upload(here), 'hf_secret')
  vi.stubEnv('HF_ENDPOINT', hub.url)
  vi.stubEnv('HF_TOKEN', 'hf_secret')
  try {
    const places = [here, `s3://${bucket}/sources`, 'hf://datasets/owner/set']
    const plan = async (source: string, filter: string) => {
      const { code, stdout, stderr } = await softpa('plan', 'fetch', '--source', source, '--dry-run', '--set', filter)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      return stdout
    }
    for (const [source, filter] of [
      ['parquet', 'filter.minAesthetic=7'],
      ['parquet/**/t*.parquet', 'filter.minAesthetic=7'],
      ['csv/*.{csv,tsv}', 'filter.minAesthetic=null'],
      ['jsonl/a.jsonl', 'filter.minAesthetic=null'],
    ] as const) {
      const [wanted, ...seen] = await Promise.all(places.map(place => plan(`${place}/${source}`, filter)))
      expect(seen).toEqual([wanted, wanted])
    }
    for (const source of ['tar', 'pictures']) {
      const outs = places.map((_, at) => join(folder, `${source}-${at}`))
      for (const [at, out] of outs.entries())
        expect(await softpa('run', 'fetch', '--source', `${places[at]}/${source}`, '--out', out)).toMatchObject({
          code: 0,
        })
      const [wanted, ...seen] = await Promise.all(outs.map(digests))
      expect(seen).toEqual([wanted, wanted])
    }
    expect(hub.leaked).toEqual([])
  } finally {
    await hub.close()
  }
})

test.each([
  ['s3://shards/nothing', /^softpa: There is no s3:\/\/shards\/nothing; wanted a table/],
  ['s3://no-such-bucket/a.parquet', /there is no such bucket/],
  ['hf://datasets/nobody', /names no dataset; wanted hf:\/\/datasets\/owner\/name/],
])('the source %s is refused in one sentence', async (source, sentence) => {
  const ended = await softpa('plan', 'fetch', '--source', source, '--dry-run')
  expect(ended.stderr).toMatch(sentence)
  expect(ended).toMatchObject({ code: 2 })
})
