import { describe, expect, it } from 'vitest'
import { readReservations } from '../../../../stages/download/tdm.ts'
import { serveSite, status } from './site.ts'
import { fetchOne, jpeg, serve, visit } from './world.ts'

/** A host that shows every picture under this header. */
const tagged = (name: string, value: string | string[]) =>
  serve((_, response) => response.writeHead(200, { [name]: value, 'content-length': 4000 }).end(jpeg()))

describe('X-Robots-Tag', () => {
  it.each([
    ['noai', 'noai'],
    ['NoImageAI', 'noimageai'],
    ['nofollow, noindex', 'noindex'],
    ['noimageindex', 'noimageindex'],
    ['none', 'none'],
    ['softpa: noai', 'noai'],
    ['mylab: nofollow, noindex', 'noindex'],
    ['*: noindex', 'noindex'],
    ['otherbot: nofollow, softpa: noai', 'noai'],
    ['max-snippet: 5, noai', 'noai'],
    ['unavailable_after: 25 Jun 2030 15:00:00 PST, noindex', 'noindex'],
  ])('%s keeps us out by %s', async (value, detail) => {
    const { url } = await tagged('x-robots-tag', value)
    const options = { userAgent: 'MyLab/1.0 (+https://mylab.example)', retries: 2 }
    expect(await fetchOne(url, { options })).toEqual({ reason: 'robots-tag', detail, attempts: 1 })
  })

  it.each(['all', 'otherbot: noai', 'otherbot: nofollow, noindex', 'nosnippet, noarchive', 'noaim', ''])(
    '"%s" says nothing against us',
    async value => {
      const { url } = await tagged('x-robots-tag', value)
      expect((await fetchOne(url)).bytes?.length).toBe(4000)
    },
  )

  it('that comes twice is heard both times', async () => {
    const { url } = await tagged('x-robots-tag', ['otherbot: none', 'noai'])
    expect(await fetchOne(url)).toMatchObject({ reason: 'robots-tag', detail: 'noai' })
  })

  it('stops the answer at its headers', async () => {
    let isCutOff = false
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'x-robots-tag': 'noai' }).flushHeaders()
      response.on('close', () => {
        isCutOff = !response.writableFinished
      })
    })
    expect(await fetchOne(url)).toMatchObject({ reason: 'robots-tag' })
    await expect.poll(() => isCutOff).toBe(true)
  })

  it('is not heard where it is not to be', async () => {
    const { url } = await tagged('x-robots-tag', 'noai')
    expect((await fetchOne(url, { options: { robotsTag: false } })).bytes?.length).toBe(4000)
  })
})

describe('a reservation of text and data mining', () => {
  const heeding = { options: { tdm: true } }
  const path = '/.well-known/tdmrep.json'

  it('in the header keeps us out', async () => {
    const { url } = await serveSite({
      '/a.jpg': response => response.writeHead(200, { 'tdm-reservation': '1' }).end(jpeg()),
    })
    expect(await fetchOne(`${url}a.jpg`, heeding)).toEqual({ reason: 'tdm-reserved', detail: 'header', attempts: 1 })
  })

  it('of 0 in the header reserves nothing', async () => {
    const { url } = await serveSite({
      '/a.jpg': response => response.writeHead(200, { 'tdm-reservation': '0' }).end(jpeg()),
    })
    expect((await fetchOne(`${url}a.jpg`, heeding)).bytes?.length).toBe(4000)
  })

  it('in tdmrep.json keeps us out before any request for the picture', async () => {
    const { url, asked } = await serveSite({ [path]: '[{"location": "/art/", "tdm-reservation": 1}]' })
    const fetch = await visit(heeding)
    expect(await fetch(`${url}art/a.jpg`)).toEqual({ reason: 'tdm-reserved', detail: 'tdmrep.json', attempts: 0 })
    expect((await fetch(`${url}free/a.jpg`)).bytes?.length).toBe(4000)
    expect(asked).toEqual([path, '/free/a.jpg'])
  })

  it.each([
    ['404', status(404)],
    ['500', status(500)],
    ['a page', '<html>'],
    ['silence', () => {}],
  ])('cannot be read from %s, and then reserves nothing', async (_, page) => {
    const { url } = await serveSite({ [path]: page })
    const options = { tdm: true, headersTimeoutMs: 200 }
    expect((await fetchOne(`${url}a.jpg`, { options })).bytes?.length).toBe(4000)
  })

  it.each([
    ['/*', 1, false],
    ['/', 1, false],
    ['/a.jpg$', 1, false],
    ['/', 0, true],
    ['/b', 1, true],
    ['/a # all', 1, true],
    ['/\nDisallow: /', 1, true],
  ])('of location %j and value %i: /a.jpg is free: %s', (location, value, expected) => {
    const text = JSON.stringify([{ location, 'tdm-reservation': value, 'tdm-policy': 'https://a.test/policy' }])
    expect(readReservations(text, 'http://a.test').allows(new URL('http://a.test/a.jpg'))).toBe(expected)
  })

  it('of a longer location goes before that of a shorter', () => {
    const rules = [
      { location: '/', 'tdm-reservation': 1 },
      { location: '/free/', 'tdm-reservation': 0 },
    ]
    const { allows } = readReservations(JSON.stringify(rules), 'http://a.test')
    expect(['/a', '/free/a'].map(path => allows(new URL(path, 'http://a.test')))).toEqual([false, true])
  })
})
