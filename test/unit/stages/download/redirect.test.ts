import { describe, expect, it } from 'vitest'
import { fetchOne, jpeg, serve, visit } from './world.ts'

const redirecting = (location: string, status = 302) =>
  serve((_, response) => response.writeHead(status, { location }).end('moved'))

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with %i is followed, relative as it is, on the same connection', async status => {
    const world = await serve(({ url }, response) =>
      url === '/a/b.jpg' ? response.end(jpeg()) : response.writeHead(status, { location: 'b.jpg' }).end('moved'),
    )
    const fetched = await fetchOne(`${world.url}a/a.jpg`, { network: { perHost: 1 } })
    expect(fetched).toEqual({ bytes: jpeg(), finalUrl: `${world.url}a/b.jpg`, attempts: 2 })
    expect(world.connections()).toBe(1)
  })

  it('that loops ends after the allowed hops', async () => {
    let requests = 0
    const { url } = await serve((_, response) => {
      requests += 1
      response.writeHead(302, { location: '/again' }).end()
    })
    expect(await fetchOne(url)).toEqual({ reason: 'http-redirects', detail: 'more than 3', attempts: 4 })
    expect(requests).toBe(4)
  })

  it('is followed at once although its body never ends', async () => {
    const world = await serve(({ url }, response) => {
      if (url === '/b') response.end(jpeg())
      else response.writeHead(302, { location: '/b' }).write('moved')
    })
    expect((await fetchOne(world.url)).bytes).toEqual(jpeg())
  })

  it('without a target is rejected', async () => {
    const { url } = await serve((_, response) => response.writeHead(302).end())
    expect(await fetchOne(url)).toMatchObject({ reason: 'http-redirects', detail: 'status 302 without Location' })
  })

  it.each([
    ['http://[', 'http-redirects'],
    ['file:///etc/passwd', 'url-scheme'],
    ['http://name:secret@example.com/', 'url-invalid'],
    ['http://169.254.169.254/latest/meta-data/', 'address-refused'],
    ['http://[::ffff:169.254.169.254]/', 'address-refused'],
    ['http://0xa9.0xfe.0xa9.0xfe/', 'address-refused'],
    ['http://10.0.0.1/', 'address-refused'],
  ])('to %s is not followed', async (location, reason) => {
    const { url } = await redirecting(location)
    expect(await fetchOne(url)).toMatchObject({ reason })
  })

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '2130706433', '0x7f000001', '0177.1'])(
    'to a closed port of the loopback as %s opens no connection',
    async host => {
      const inner = await serve((_, response) => response.end(jpeg()))
      const outer = await redirecting(`http://${host}:${inner.port}/`)
      const how = { network: { allowAddresses: [`127.0.0.1:${outer.port}`] } }
      expect(await fetchOne(outer.url, how)).toMatchObject({ reason: 'address-refused' })
      expect(inner.connections()).toBe(0)
    },
  )

  it('to another host takes the place of that host', async () => {
    const world = await serve(({ headers, url }, response) => {
      if (headers.host?.startsWith('b.test')) response.end(jpeg())
      else response.writeHead(302, { location: `http://b.test:${world.port}${url}` }).end()
    })
    const lookup = ((_: string, __: unknown, answer: (error: null, all: object[]) => void) =>
      answer(null, [{ address: '127.0.0.1', family: 4 }])) as never
    const fetch = await visit({ network: { perHost: 1, lanes: 1, lookup } })
    const all = await Promise.all([1, 2, 3].map(n => fetch(`http://a.test:${world.port}/${n}`)))
    expect(all.map(({ finalUrl }) => finalUrl)).toEqual([1, 2, 3].map(n => `http://b.test:${world.port}/${n}`))
  })
})
