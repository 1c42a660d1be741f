import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { readParquet } from '../../data/shards/reader.ts'
import { scenesOf } from '../../data/world/scene.ts'
import { drawPicture } from '../../data/world/web/picture.ts'
import { digests, temporaryFolder } from '../support/dataset.ts'
import { startRangeServer } from '../support/range-server.ts'
import { softpa } from '../support/softpa.ts'
import { writeTar } from '../support/tar-file.ts'

interface Download {
  readonly key: string
  readonly url: string
  readonly caption: string
  readonly jpg: Uint8Array | null
  readonly status: string
}

/** What img2dataset writes of five pictures and a dead link; nobody serves these URLs any more. */
const downloads = async (): Promise<readonly Download[]> => {
  const pictures = await Promise.all(scenesOf(5, 5).map(scene => drawPicture(scene, 'jpeg')))
  return [...pictures, null].map((jpg, at) => ({
    key: String(at).padStart(9, '0'),
    url: `http://gone.example/${at}.jpg`,
    caption: `picture ${at}`,
    jpg,
    status: jpg ? 'success' : 'failed_to_download',
  }))
}

const writeParquet = async (path: string): Promise<void> => {
  const rows = await downloads()
  parquetWriteFile({
    filename: path,
    columnData: [
      ...(['key', 'url', 'caption', 'status'] as const).map(name => ({
        name,
        type: 'STRING' as const,
        data: rows.map(row => row[name]),
      })),
      { name: 'jpg', type: 'BYTE_ARRAY', data: rows.map(row => row.jpg) },
    ],
  })
}

const run = async (source: string) => {
  const out = join(await temporaryFolder(), 'out')
  expect(await softpa('run', 'fetch', '--source', source, '--out', out, '--workers', '1')).toMatchObject({ code: 0 })
  return out
}

test("img2dataset's Parquet is a source with images, here and at a URL, byte for byte the same", async () => {
  const path = join(await temporaryFolder(), '00000.parquet')
  await writeParquet(path)
  const out = await run(path)
  const rows = await readParquet(join(out, 'data/train-00000-of-00001.parquet'), { columns: ['url', 'text', 'image'] })
  const good = (await downloads()).filter(({ jpg }) => jpg !== null)
  expect(rows.url).toEqual(good.map(({ url }) => url))
  expect(rows.text).toEqual(good.map(({ caption }) => caption))
  const bytes = (rows.image as { bytes: Uint8Array }[]).map(image => Buffer.from(image.bytes))
  expect(bytes).toEqual(good.map(({ jpg }) => jpg))
  const rejects = await readParquet(join(out, 'rejects/00000.parquet'), { columns: ['url', 'reason'] })
  expect(rejects).toEqual({ url: ['http://gone.example/5.jpg'], reason: ['no-image'] })
  const { url } = await startRangeServer(path, '00000.parquet')
  expect(await digests(await run(url))).toEqual(await digests(out))
})

test("img2dataset's tars are a source with images; the Parquet beside them, which has none, is left alone", async () => {
  const folder = join(await temporaryFolder(), 'images')
  await mkdir(folder)
  const good = (await downloads()).filter(({ jpg }) => jpg !== null)
  await writeTar(
    join(folder, '00000.tar'),
    good.flatMap(({ jpg, ...row }) => [
      [`${row.key}.jpg`, jpg!] as const,
      [`${row.key}.json`, JSON.stringify(row)] as const,
      [`${row.key}.txt`, row.caption] as const,
    ]),
  )
  await writeParquet(join(folder, '00000.parquet'))
  const out = await run(folder)
  const rows = await readParquet(join(out, 'data/train-00000-of-00001.parquet'), { columns: ['url', 'text', 'image'] })
  expect(rows.url).toEqual(good.map(({ url }) => url))
  expect(rows.text).toEqual(good.map(({ caption }) => caption))
  const bytes = (rows.image as { bytes: Uint8Array }[]).map(image => Buffer.from(image.bytes))
  expect(bytes).toEqual(good.map(({ jpg }) => jpg))
  expect(await softpa('verify', out, '--decode')).toMatchObject({ code: 0 })
  // Nothing of it was fetched, so nothing may heal.
  expect((await softpa('retry', out)).stdout).toMatch(/^no rejected row may heal: nothing was fetched/)
})
