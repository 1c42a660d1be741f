import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mapColumns } from '../../../../data/metadata/column-map.ts'
import { filterOptions } from '../../../../data/metadata/filter.ts'
import { resolveFilter } from '../../../../data/metadata/rule.ts'
import { scan } from '../../../../data/metadata/scan.ts'
import { resolveSources } from '../../../../data/metadata/source.ts'
import { readSourceRows } from '../../../../data/metadata/source-rows.ts'
import { readParquet } from '../../../../data/shards/reader.ts'
import { collect } from '../../../support/chain.ts'
import { temporaryFolder } from '../../../support/dataset.ts'
import { writeTar } from '../../../support/tar-file.ts'

const { signal } = new AbortController()
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex').slice(0, 32)

const tarOf = async (files: readonly (readonly [string, string])[]): Promise<string> => {
  const path = join(await temporaryFolder(), '00000.tar')
  await writeTar(path, files)
  return path
}

const openSample = async (files: readonly (readonly [string, string])[]) => {
  const [file] = await resolveSources([await tarOf(files)], signal)
  if (file?.kind !== 'tar') throw new Error('a tar is opened as something else')
  return file
}

test('files of one name up to the first dot are one sample; folders, masks and other files are none of it', async () => {
  const { samples, rows, columns } = await openSample([
    ['a/000.v1.jpg', 'not it'],
    ['a/000.jpg', 'picture'],
    ['a/000.mask.png', 'mask'],
    ['a/000.json', '{"url": "http://example.org/0.jpg", "width": 640}'],
    ['a/000.txt', 'a cat'],
    ['b/000.WEBP', 'another'],
    ['b/.hidden.jpg', 'hidden'],
    ['b/001.cls', '7'],
  ])
  expect(rows).toBe(2)
  expect(samples.map(({ name, picture }) => [name, picture?.path])).toEqual([
    ['a/000', 'a/000.jpg'],
    ['b/000', 'b/000.WEBP'],
  ])
  expect(columns.map(({ name }) => name)).toEqual(['txt', 'url', 'width', 'image'])
})

const planned = async (path: string, ...settings: readonly object[]) => {
  const files = await resolveSources([path], signal)
  const map = mapColumns(files)
  const filter = resolveFilter(filterOptions.parse(Object.assign({}, ...settings)), map)
  const rows = await scan(files, map, filter, { seed: 0, signal, shuffle: false })
  try {
    const out = join(await temporaryFolder(), 'plan.parquet')
    await rows.write({ path: out, first: 0, count: rows.summary.rows, footer: { 'softpa.seed': '0' } })
    return { summary: rows.summary, plan: await readParquet(out), files, map }
  } finally {
    await rows.close()
  }
}

const three = [
  ['000.jpg', 'one'],
  ['000.json', '{"url": "http://example.org/0.jpg", "caption": "from json", "aesthetic": 7.5}'],
  ['001.jpg', 'two'],
  ['001.json', '{"url": null, "aesthetic": 7.2}'],
  ['001.txt', ' from the text\n'],
  ['002.jpg', 'three'],
  ['002.json', '{"url": "http://example.org/2.jpg", "caption": "dull", "aesthetic": 5}'],
] as const

test('its metadata is filtered, and a row without a URL gets its key from its picture', async () => {
  const { plan, summary } = await planned(await tarOf(three), { minAesthetic: 7 })
  expect(summary).toMatchObject({
    inputRows: 3,
    rows: 2,
    removed: [{ rule: 'aesthetic', rows: 1 }, { rule: 'no-image' }],
  })
  expect(plan.key).toEqual([sha256('http://example.org/0.jpg'), sha256('two')])
  expect(plan.text).toEqual(['from json', null])
})

test('a caption in a .txt is the text where the metadata has none', async () => {
  const path = await tarOf([three[0], three[2], three[4]])
  const { plan } = await planned(path)
  expect(plan.text).toEqual([null, 'from the text'])
})

test('pictures and captions of planned rows are read from their places, whatever the order', async () => {
  const files = await resolveSources([await tarOf(three)], signal)
  const map = mapColumns(files, { rename: { caption: 'caption', text: '' } })
  const positions = [2, 0, 1].map(row => ({ file: 0, row }))
  const [batch, ...others] = await collect(readSourceRows(files, map, ['image', 'caption'], positions, signal))
  expect(others).toEqual([])
  const images = batch!.image as { bytes: Uint8Array; path: string }[]
  expect(images.map(({ bytes, path }) => [Buffer.from(bytes).toString(), path])).toEqual([
    ['three', '002.jpg'],
    ['one', '000.jpg'],
    ['two', '001.jpg'],
  ])
  expect(batch!.caption).toEqual(['dull', 'from json', null])
})

test('a tar that was cut short, and one with broken metadata, are refused in one sentence', async () => {
  const path = await tarOf(three)
  const whole = await readFile(path)
  await writeFile(path, whole.subarray(0, 1300))
  await expect(resolveSources([path], signal)).rejects.toThrow(/00000\.tar does not read as a tar: .*; fetch it again/)
  await expect(resolveSources([await tarOf([['0.json', '{"url": ']])], signal)).rejects.toThrow(/0\.json is no JSON: /)
})

test('another byte is another fingerprint', async () => {
  const one = await openSample([['0.jpg', 'one']])
  const two = await openSample([['0.jpg', 'two']])
  expect(one.fingerprint).not.toBe(two.fingerprint)
})
