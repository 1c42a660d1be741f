import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { mapColumns } from '../../../../data/metadata/column-map.ts'
import { filterOptions } from '../../../../data/metadata/filter.ts'
import { resolveFilter } from '../../../../data/metadata/rule.ts'
import { scan } from '../../../../data/metadata/scan.ts'
import { resolveSources } from '../../../../data/metadata/source.ts'
import { readSourceRows } from '../../../../data/metadata/source-rows.ts'
import { collect } from '../../../support/chain.ts'
import { temporaryFolder } from '../../../support/dataset.ts'
import { startRangeServer } from '../../../support/range-server.ts'

const { signal } = new AbortController()

/** Bytes that do not shrink, the same for the same name. */
const noise = (name: string, blocks: number): Buffer =>
  Buffer.concat(Array.from({ length: blocks }, (_, at) => createHash('sha512').update(`${name}:${at}`).digest()))

/** Metadata of which most is a column that no plan needs; its images are of 6,400 bytes. */
const writeFat = (path: string, rows: number): void => {
  const all = Array.from({ length: rows }, (_, at) => at)
  parquetWriteFile({
    filename: path,
    rowGroupSize: 500,
    columnData: [
      { name: 'URL', type: 'STRING', data: all.map(at => `http://example.org/${at}.jpg`) },
      { name: 'EXIF', type: 'BYTE_ARRAY', data: all.map(at => noise(`exif ${at}`, 100)) },
      { name: 'aesthetic', type: 'DOUBLE', data: all.map(at => 6 + (at % 20) / 10) },
    ],
  })
}

const serveFat = async () => {
  const folder = await temporaryFolder()
  const path = join(folder, 'fat.parquet')
  writeFat(path, 2000)
  return { path, ...(await startRangeServer(path, 'fat.parquet')) }
}

const planFrom = async (source: string) => {
  const files = await resolveSources([source], signal)
  const map = mapColumns(files)
  const folder = await temporaryFolder()
  const planned = await scan(files, map, resolveFilter(filterOptions.parse({}), map), {
    seed: 0,
    signal,
    temporaryFolder: join(folder, 'spill'),
  })
  try {
    const { rows } = planned.summary
    const sha256 = await planned.write({
      path: join(folder, 'plan.parquet'),
      first: 0,
      count: rows,
      footer: { 'softpa.seed': '0' },
    })
    return { summary: planned.summary, sha256, fingerprint: files[0]!.fingerprint, folder }
  } finally {
    await planned.close()
  }
}

test('a plan from a URL is the plan from the file: the same rows, the same bytes, the same fingerprint', async () => {
  const { path, url } = await serveFat()
  const [{ folder, ...there }, { folder: _, ...here }] = [await planFrom(url), await planFrom(path)]
  expect(there).toEqual(here)
  expect(there.summary.rows).toBe(900)
  expect(await readdir(folder)).toEqual(['plan.parquet'])
})

test('a plan from a URL fetches the footer, the columns that count and what the fingerprint looks at, no more', async () => {
  const { url, bytes, sent } = await serveFat()
  await planFrom(url)
  // The fingerprint looks at 2 MiB of a file of 13 MB; the columns take less than 100 kB, two tails 128 KiB.
  expect(bytes).toBeGreaterThan(12.5e6)
  expect(sent.bytes).toBeLessThan(2 ** 21 + 2 ** 17 + 1e5)
})

test('a file that changes while it is read ends the plan, and the sentence names both versions', async () => {
  const { url, manners } = await serveFat()
  manners.onRequest = request => {
    if (request === 20) manners.etag = '"two"'
  }
  await expect(planFrom(url)).rejects.toThrow(
    /fat\.parquet changed while it was read: it was version "one" .*, it is now "two" .*run the same command again/,
  )
})

test('a file that changes between the look at it and the scan ends the plan', async () => {
  const { url, manners } = await serveFat()
  const files = await resolveSources([url], signal)
  manners.etag = '"two"'
  const map = mapColumns(files)
  const planned = scan(files, map, resolveFilter(filterOptions.parse({}), map), { seed: 0, signal })
  await expect(planned).rejects.toThrow(/changed while it was read/)
})

test('a server that is busy for a moment is asked again', async () => {
  const { url, manners } = await serveFat()
  manners.busy = 2
  const [file] = await resolveSources([url], signal)
  expect(file).toMatchObject({ kind: 'parquet', rows: 2000, path: url })
})

test.each([
  ['without ranges', { knowsRanges: false }, '', /server that knows no range requests; download the file/],
  ['that has no such file', {}, '?no', /answered with status 404; wanted a file that may be read/],
])('a server %s is refused in one sentence', async (_, manners, more, sentence) => {
  const server = await serveFat()
  Object.assign(server.manners, manners)
  await expect(resolveSources([server.url + more], signal)).rejects.toThrow(sentence)
})

test('a text table at a URL is read as the file is', async () => {
  const path = join(await temporaryFolder(), 'captions.csv')
  await writeFile(path, 'URL,TEXT,aesthetic\nhttp://a.example/1.jpg,"a cat, black",8\nhttp://a.example/2.jpg,a dog,9\n')
  const { url } = await startRangeServer(path, 'captions.csv')
  const [{ folder: _, ...there }, { folder: __, ...here }] = [await planFrom(url), await planFrom(path)]
  expect(there).toEqual(here)
  expect(there.summary.rows).toBe(2)
})

test('images of planned rows are read by ranges, row group by row group', async () => {
  const { url, path, bytes, sent } = await serveFat()
  const rows = [3, 4, 700].map(row => ({ file: 0, row }))
  const read = async (source: string) => {
    const files = await resolveSources([source], signal)
    const map = mapColumns(files, { rename: { image: 'EXIF' } })
    const before = sent.bytes
    const batches = await collect(readSourceRows(files, map, ['image'], rows, signal))
    return { images: batches.flatMap(batch => batch.image!), bytes: sent.bytes - before }
  }
  const [there, here] = [await read(url), await read(path)]
  expect(there.images).toEqual(here.images)
  expect(there.images).toHaveLength(3)
  // Two of the four groups.
  expect(there.bytes).toBeLessThan(0.55 * bytes)
})
