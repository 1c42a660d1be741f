import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readRobots } from '../../../../stages/download/robots.ts'
import { type Page, serveSite, status } from './site.ts'
import { fetchOne, serve, serveSocket, serveText, type Visit, visit } from './world.ts'

const obeying = (how: Visit = {}): Visit => ({ ...how, options: { robotsTxt: true, ...how.options } })
const withRobots = (page: Page) => serveSite({ '/robots.txt': page })
const disallowsAll = 'User-agent: *\nDisallow: /\n'

describe('robots.txt', () => {
  it('keeps us from what it disallows, before any request for it', async () => {
    const { url, asked } = await withRobots('User-agent: *\nDisallow: /private/\n')
    expect(await fetchOne(`${url}private/a.jpg`, obeying())).toEqual({
      reason: 'robots-disallowed',
      detail: '',
      attempts: 0,
    })
    expect(asked).toEqual(['/robots.txt'])
  })

  it('lets us have what it allows', async () => {
    const { url } = await withRobots('User-agent: *\nDisallow: /private/\n')
    expect((await fetchOne(`${url}public/a.jpg`, obeying())).bytes?.length).toBe(4000)
  })

  it('is asked for once for all rows of a host', async () => {
    const { url, asked } = await withRobots('')
    const fetch = await visit(obeying())
    await Promise.all(Array.from({ length: 20 }, (_, n) => fetch(`${url}${n}.jpg`)))
    await fetch(`${url}later.jpg`)
    expect(asked.filter(path => path === '/robots.txt')).toHaveLength(1)
  })

  it('is fetched over the connection that the picture comes over', async () => {
    const { url, connections } = await withRobots('')
    await fetchOne(`${url}a.jpg`, obeying())
    expect(connections()).toBe(1)
  })

  it('of the host that a redirect leads to is obeyed too', async () => {
    const inner = await withRobots(disallowsAll)
    const outer = await serveSite({ '/a.jpg': status(302, { location: `${inner.url}b.jpg` }) })
    expect(await fetchOne(`${outer.url}a.jpg`, obeying())).toMatchObject({ reason: 'robots-disallowed' })
    expect(inner.asked).toEqual(['/robots.txt'])
  })

  it.each([401, 403, 404, 410, 451])('that answers %i is no robots.txt: all is allowed', async code => {
    const { url } = await withRobots(status(code))
    expect((await fetchOne(`${url}a.jpg`, obeying())).bytes?.length).toBe(4000)
  })

  it.each([500, 503, 999])('that answers %i disallows all', async code => {
    const { url, asked } = await withRobots(status(code))
    const { reason, detail } = await fetchOne(`${url}a.jpg`, obeying())
    expect([reason, detail]).toEqual(['robots-unreachable', `http-${code < 600 ? '5xx' : 'other'}: status ${code}`])
    expect(asked).toEqual(['/robots.txt'])
  })

  it('that answers 429 is as if the picture did', async () => {
    const { url } = await withRobots(status(429))
    expect(await fetchOne(`${url}a.jpg`, obeying())).toMatchObject({ reason: 'http-429' })
  })

  it('that fails is asked for again by the next row', async () => {
    let isDown = true
    const { url } = await withRobots(response => response.writeHead(isDown ? 503 : 404).end())
    const fetch = await visit(obeying())
    expect(await fetch(`${url}a.jpg`)).toMatchObject({ reason: 'robots-unreachable' })
    isDown = false
    expect((await fetch(`${url}a.jpg`)).bytes?.length).toBe(4000)
  })

  it('that fails for a moment is repeated', async () => {
    let asked = 0
    const { url } = await withRobots(response => {
      asked += 1
      response.writeHead(asked === 1 ? 503 : 200).end(disallowsAll)
    })
    const fetched = await fetchOne(`${url}a.jpg`, obeying({ options: { retries: 1 } }))
    expect(fetched).toMatchObject({ reason: 'robots-disallowed' })
  })

  it('that stops in the middle disallows all', async () => {
    const { url } = await serveText('HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nUser-agent', () => {})
    const fetched = await fetchOne(url, obeying({ options: { bodyTimeoutMs: 50 } }))
    expect(fetched).toMatchObject({ reason: 'robots-unreachable', detail: 'body-timeout' })
  })

  it('of a host that does not answer leaves the row the reason of the host', async () => {
    const silent = await serveSocket(() => {})
    const fetch = await visit(
      obeying({ options: { headersTimeoutMs: 50 }, network: { allowAddresses: ['127.0.0.1'] } }),
    )
    const lost = await Promise.all([silent.url, 'http://127.0.0.1:1/', 'http://10.0.0.1/'].map(fetch))
    expect(lost.map(({ reason }) => reason)).toEqual(['headers-timeout', 'connect-failed', 'address-refused'])
  })

  it('is followed over five redirects to wherever it is', async () => {
    const elsewhere = await serveSite({ '/rules': disallowsAll })
    const hop = (location: string) => status(302, { location })
    const { url } = await serveSite({
      '/robots.txt': hop('/1'),
      '/1': hop('/2'),
      '/2': hop('/3'),
      '/3': hop('/4'),
      '/4': hop(`${elsewhere.url}rules`),
    })
    expect(await fetchOne(`${url}a.jpg`, obeying())).toMatchObject({ reason: 'robots-disallowed' })
  })

  it('that redirects for ever is none', async () => {
    const { url, asked } = await withRobots(status(302, { location: '/robots.txt' }))
    expect((await fetchOne(`${url}a.jpg`, obeying())).bytes?.length).toBe(4000)
    expect(asked).toHaveLength(7)
  })

  it('that leads to a closed address opens no connection to it, and disallows all', async () => {
    const inner = await serve((_, response) => response.end())
    const { url, port } = await withRobots(status(302, { location: `http://127.0.0.1:${inner.port}/` }))
    const fetched = await fetchOne(`${url}a.jpg`, obeying({ network: { allowAddresses: [`127.0.0.1:${port}`] } }))
    expect(fetched).toMatchObject({ reason: 'robots-unreachable' })
    expect(inner.connections()).toBe(0)
  })

  it('is read to 500 KiB, and no half line of it', async () => {
    const head = 'User-agent: *\n'
    const tail = 'Disallow: /a\n'
    const filler = `${'#'.repeat(500 * 1024 - head.length - tail.length - 10)}\n`
    // The limit falls into the last line, behind `Disallow`.
    const { url } = await withRobots(`${head}${filler}${tail}Disallow: /bcdefghi\n`)
    const fetch = await visit(obeying())
    expect(await fetch(`${url}a.jpg`)).toMatchObject({ reason: 'robots-disallowed' })
    expect((await fetch(`${url}b.jpg`)).bytes?.length).toBe(4000)
  })

  it('under gzip is read', async () => {
    const { url } = await withRobots(response =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(disallowsAll)),
    )
    expect(await fetchOne(`${url}a.jpg`, obeying())).toMatchObject({ reason: 'robots-disallowed' })
  })

  it('costs the row that waits for it its time: the deadline covers both', async () => {
    const { url } = await serveSite({
      '/robots.txt': response => setTimeout(() => response.end(), 300),
      '/a.jpg': () => {},
    })
    const startMs = performance.now()
    const fetched = await fetchOne(`${url}a.jpg`, obeying({ options: { deadlineMs: 600 } }))
    expect(fetched).toMatchObject({ reason: 'deadline-exceeded', attempts: 1 })
    expect(performance.now() - startMs).toBeLessThan(1600)
  })

  it('that asks for a delay gets it, up to the longest that we grant', async () => {
    const times: number[] = []
    const { url } = await serve((request, response) => {
      if (request.url === '/robots.txt') return response.end('User-agent: *\nCrawl-delay: 60\n')
      times.push(performance.now())
      return response.writeHead(404).end()
    })
    const fetch = await visit(obeying({ network: { maxCrawlDelayMs: 100 } }))
    await Promise.all([1, 2, 3, 4].map(n => fetch(`${url}${n}`)))
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(150)
  })

  it('is not asked for where it is not to be obeyed', async () => {
    const { url, asked } = await withRobots(disallowsAll)
    await fetchOne(`${url}a.jpg`, { options: { robotsTxt: false } })
    expect(asked).toEqual(['/a.jpg'])
  })

  it('ends with the row that waits for it when that is aborted', async () => {
    const { url, connections } = await serveSocket(() => {})
    const stop = new AbortController()
    const fetched = (await visit(obeying({ signal: stop.signal })))(url)
    await expect.poll(connections).toBe(1)
    stop.abort(new Error('the run was stopped'))
    await expect(fetched).rejects.toThrow('the run was stopped')
  })
})

describe('the rules of robots.txt', () => {
  const allows = (text: string, path: string, tokens = ['mylab', 'softpa']) =>
    readRobots(text, 'http://a.test', tokens).allows(new URL(path, 'http://a.test'))

  it.each([
    ['User-agent: mylab\nDisallow: /', 'our own name'],
    ['User-agent: SoftPA\nDisallow: /', 'the name of the tool'],
    ['User-agent: other\nUser-agent: mylab/2.0\nDisallow: /', 'a group of several names'],
  ])('%j speaks to us by %s', text => {
    expect(allows(text, '/a.jpg')).toBe(false)
  })

  it('for others do not concern us', () => {
    expect(allows('User-agent: other\nDisallow: /', '/a.jpg')).toBe(true)
  })

  it.each([
    ['Disallow: /a\nAllow: /a/b', '/a/b.jpg', true],
    ['Disallow: /a\nAllow: /a', '/a.jpg', true],
    ['Disallow: /*.gif$', '/x.gif', false],
    ['Disallow: /*.gif$', '/x.gif?a=1', true],
    ['Disallow: /ä', '/%C3%A4.jpg', false],
    ['Disallow:', '/a.jpg', true],
    ['<html><body>Disallow: /</body></html>', '/a.jpg', true],
  ])('%j about %s: allowed %s', (rules, path, expected) => {
    expect(allows(`User-agent: *\n${rules}`, path)).toBe(expected)
  })

  it('that would take minutes to weigh are not weighed', () => {
    const before = process.cpuUsage()
    const text = `User-agent: *\nDisallow: /${'*a'.repeat(250_000)}`
    expect(allows(text, `/${'a'.repeat(8000)}`)).toBe(false)
    expect(process.cpuUsage(before).user).toBeLessThan(3e6)
  })
})
