import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fetchOne, jpeg, serve } from './world.ts'

const page = Buffer.from(`<!DOCTYPE html><html><body>${'not here '.repeat(1000)}</body></html>`)

describe('a body', () => {
  it('comes back byte for byte, with the URL that answered', async () => {
    const { url } = await serve((_, response) => response.end(jpeg(300_000)))
    const { bytes, finalUrl } = await fetchOne(`${url}a.jpg?b=1#c`)
    expect(finalUrl).toBe(`${url}a.jpg?b=1`)
    expect(bytes?.equals(jpeg(300_000))).toBe(true)
  })

  it('in tiny pieces is judged as a whole', async () => {
    const { url } = await serve(async (_, response) => {
      for (const byte of jpeg(40)) await new Promise<void>(resolve => response.write(Buffer.of(byte), () => resolve()))
      response.end()
    })
    expect((await fetchOne(url)).bytes).toEqual(jpeg(40))
  })

  it('without bytes is rejected', async () => {
    const { url } = await serve((_, response) => response.end())
    expect(await fetchOne(url)).toEqual({ reason: 'empty-body', detail: '', attempts: 1 })
  })

  it('that is a page under the name of a JPEG is cut off at its first bytes', async () => {
    let isCutOff = false
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).write(page)
      response.on('close', () => {
        isCutOff = !response.writableFinished
      })
    })
    const { reason, detail } = await fetchOne(url)
    expect(reason).toBe('not-an-image')
    expect(detail).toMatch(/html.*image\/jpeg/i)
    await expect.poll(() => isCutOff).toBe(true)
  })

  it('that is an SVG is refused as a format', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'
    const { url } = await serve((_, response) => response.end(svg))
    expect(await fetchOne(url)).toMatchObject({ reason: 'format-refused' })
  })

  it('of a declared length over the cap is not read', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10_001 }).flushHeaders()
    })
    const options = { maxBytes: 10_000 }
    expect(await fetchOne(url, { options })).toEqual({
      reason: 'too-large',
      detail: 'more than 10000 bytes',
      attempts: 1,
    })
  })

  it('of exactly the cap is taken', async () => {
    const { url } = await serve((_, response) => response.end(jpeg(10_000)))
    expect((await fetchOne(url, { options: { maxBytes: 10_000 } })).bytes?.length).toBe(10_000)
  })

  it('without end is cut off at the cap', async () => {
    let sent = 0
    const { url } = await serve((_, response) => {
      response.write(jpeg())
      const more = () => {
        while (!response.destroyed && response.write(jpeg(65_536))) sent += 65_536
      }
      response.on('drain', more)
      more()
    })
    expect(await fetchOne(url, { options: { maxBytes: 1_000_000 } })).toMatchObject({ reason: 'too-large' })
    expect(sent).toBeLessThan(50_000_000)
  })

  it('is asked for without encoding, cookies, or a referrer, and by our name', async () => {
    let asked = {}
    const { url } = await serve(({ headers }, response) => {
      asked = headers
      response.end(jpeg())
    })
    await fetchOne(url, { options: { userAgent: 'softpa-test (+https://example.com)' } })
    expect(asked).toEqual({
      host: new URL(url).host,
      connection: 'keep-alive',
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'softpa-test (+https://example.com)',
    })
  })
})

describe('an encoded body', () => {
  it.each([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('in %s is decoded', async (encoding, encode) => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(encode(jpeg(50_000))),
    )
    expect((await fetchOne(url)).bytes).toEqual(jpeg(50_000))
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('that explodes from %s stops at the cap', async (encoding, encode) => {
    const bomb = encode(jpeg(30_000_000))
    const { url } = await serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb))
    expect(await fetchOne(url, { options: { maxBytes: 1_000_000 } })).toMatchObject({ reason: 'too-large' })
  })

  it('that is a page inside is no image', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(page)),
    )
    expect(await fetchOne(url)).toMatchObject({ reason: 'not-an-image' })
  })

  it.each([
    ['gzip', gzipSync(jpeg(50_000)).subarray(0, 60)],
    ['br', Buffer.alloc(600, 255)],
    ['deflate', Buffer.alloc(600, 0xff)],
  ])('that is broken %s is rejected', async (encoding, bytes) => {
    const { url } = await serve((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bytes))
    expect(await fetchOne(url)).toMatchObject({ reason: 'http-protocol', detail: 'undecodable content encoding' })
  })

  it.each([['gzip'], ['utf-8'], ['constructor'], ['gzip, br']])(
    'labelled %s that is a plain JPEG is taken',
    async encoding => {
      const { url } = await serve((_, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(jpeg()),
      )
      expect((await fetchOne(url)).bytes).toEqual(jpeg())
    },
  )
})
