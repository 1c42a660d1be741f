import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeMetadata } from '../../support/metadata.ts'
import { startPhotoServer } from '../../support/photo-server.ts'
import { shared } from '../../support/root.ts'

const files = new Map([
  ['a b.jpg', Buffer.from('first')],
  ['c.png', Buffer.from('second')],
])

describe('the photo server', () => {
  test('serves the given bytes under the URLs that it names, and counts the requests', async () => {
    const server = await startPhotoServer({ files })
    const bodies = await Promise.all([...server.urls, ...server.urls].map(async url => (await fetch(url)).text()))
    expect(bodies).toEqual(['first', 'second', 'first', 'second'])
    expect(server.requests).toEqual(new Map([...files.keys()].map(name => [name, 2])))
    await server.close()
  })

  test('answers 404 for a name that it does not have', async () => {
    const server = await startPhotoServer({ files })
    expect((await fetch(`http://${server.address}/none.jpg`)).status).toBe(404)
    await server.close()
  })

  test('comes back on the same port', async () => {
    const first = await startPhotoServer({ files })
    await first.close()
    const second = await startPhotoServer({ files, port: Number(first.address.split(':')[1]) })
    expect(second.urls).toEqual(first.urls)
    await second.close()
  })

  test.skipIf(!shared)('serves the 51 shared photographs', async () => {
    const server = await startPhotoServer()
    expect(server.urls).toHaveLength(51)
    const body = await (await fetch(server.urls[0] ?? '')).arrayBuffer()
    const file = readFileSync(join(shared ?? '', 'fixtures/images/coco/000000000790.jpg'))
    expect(Buffer.from(body).equals(file)).toBe(true)
    await server.close()
  })
})

describe('the metadata', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'softpa-metadata-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('has the columns of LAION-Aesthetics V1, and rows that its filter keeps', async () => {
    const path = join(folder, 'metadata.parquet')
    writeMetadata(path, ['http://127.0.0.1:1/a.jpg'])
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) })
    expect(rows).toEqual([
      expect.objectContaining({
        URL: 'http://127.0.0.1:1/a.jpg',
        WIDTH: 640,
        hash: expect.any(BigInt),
        aesthetic: 7.25,
      }),
    ])
    expect(Object.keys(rows[0] ?? {}).join()).toBe('URL,TEXT,WIDTH,HEIGHT,similarity,hash,punsafe,pwatermark,aesthetic')
  })
})
