import { describe, expect, it } from 'vitest'
import { openPlaces } from '../../../../stages/download/places.ts'
import { jpeg, serve, visit } from './world.ts'

const toLoopback = ((_: string, __: unknown, answer: (error: null, all: object[]) => void) =>
  answer(null, [{ address: '127.0.0.1', family: 4 }])) as never

/** A server that counts who is being served at once, in all and by host. */
const counting = async () => {
  const busy = new Map<string, number>()
  const most = new Map<string, number>()
  const add = (name: string, change: number) => {
    busy.set(name, (busy.get(name) ?? 0) + change)
    most.set(name, Math.max(most.get(name) ?? 0, busy.get(name) ?? 0))
  }
  const world = await serve(({ headers: { host = '' } }, response) => {
    const name = host.split(':')[0] ?? ''
    for (const counted of [name, 'all']) add(counted, 1)
    setTimeout(() => {
      for (const counted of [name, 'all']) add(counted, -1)
      response.end(jpeg())
    }, 5)
  })
  return { ...world, most }
}

describe('the places', () => {
  it('never serve more of one host, or in all, than allowed', async () => {
    const { port, most } = await counting()
    const network = { lanes: 6, perHost: 2, lookup: toLoopback, allowAddresses: [`127.0.0.1:${port}`] }
    const fetch = await visit({ network })
    const hosts = ['a', 'b', 'c', 'd', 'e']
    const urls = Array.from({ length: 100 }, (_, n) => `http://${hosts[n % 5]}.test:${port}/${n}`)
    const fetched = await Promise.all(urls.map(fetch))
    expect(fetched.map(({ finalUrl }) => finalUrl)).toEqual(urls)
    expect(most.get('all')).toBeLessThanOrEqual(6)
    for (const host of hosts) expect(most.get(`${host}.test`)).toBeLessThanOrEqual(2)
  })

  it('of a slow host hold up no other: its rows wait without a lane', async () => {
    const held: (() => void)[] = []
    const { port } = await serve(({ headers }, response) => {
      if (headers.host?.startsWith('slow.test')) held.push(() => response.end(jpeg()))
      else response.end(jpeg())
    })
    const fetch = await visit({ network: { lanes: 3, perHost: 2, lookup: toLoopback } })
    const slow = Array.from({ length: 10 }, (_, n) => fetch(`http://slow.test:${port}/${n}`))
    // They end although not one row of the slow host has: two of its ten hold a lane, and one lane is left.
    await Promise.all(Array.from({ length: 20 }, (_, n) => fetch(`http://quick.test:${port}/${n}`)))
    expect(held.length).toBe(2)
    const release = setInterval(() => held.pop()?.(), 5)
    await Promise.all(slow)
    clearInterval(release)
  })

  it('are free while a row waits for its retry', async () => {
    const order: string[] = []
    const { url } = await serve((request, response) => {
      order.push(request.url ?? '')
      const isFirst = order.filter(each => each === '/a').length === 1
      if (request.url === '/a' && isFirst) response.writeHead(503).end()
      else response.end(jpeg())
    })
    const fetch = await visit({ options: { retries: 1 }, network: { lanes: 1, perHost: 1 } })
    await Promise.all(['a', 'b'].map(path => fetch(url + path)))
    expect(order).toEqual(['/a', '/b', '/a'])
  })

  it('pass from one row to the next, also after a failure', async () => {
    const places = openPlaces(1, 1)
    const failed = places.take('a', () => Promise.reject(new Error('first')))
    const next = places.take('a', () => Promise.resolve('second'))
    await expect(failed).rejects.toThrow('first')
    expect(await next).toBe('second')
  })

  it('reuse a connection for the rows of a host', async () => {
    const world = await serve((_, response) => response.end(jpeg()))
    const fetch = await visit({ network: { perHost: 1 } })
    await Promise.all(Array.from({ length: 10 }, () => fetch(world.url)))
    expect(world.connections()).toBe(1)
  })

  it('reuse it after a 404 too, whose page is short', async () => {
    const world = await serve((_, response) => response.writeHead(404).end('no such picture'))
    const fetch = await visit({ network: { perHost: 1 } })
    for (let n = 0; n < 5; n++) expect(await fetch(world.url)).toMatchObject({ reason: 'http-404' })
    expect(world.connections()).toBe(1)
  })
})
