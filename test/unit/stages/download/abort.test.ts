import { describe, expect, it } from 'vitest'
import { downloadOptions } from '../../../../stages/download/options.ts'
import { download } from '../../../../stages/download/stage.ts'
import { serve, serveSocket, visit } from './world.ts'

const reason = new Error('the run was stopped')

describe('an abort', () => {
  it.each([
    ['a request without an answer', () => serveSocket(() => {})],
    ['a body under way', () => serve((_, response) => void response.writeHead(200).write('x'))],
    [
      'the wait for Retry-After',
      () => serve((_, response) => void response.writeHead(503, { 'retry-after': '20' }).end()),
    ],
  ])('ends %s with its own reason', async (_, open) => {
    const world = await open()
    const stop = new AbortController()
    const fetch = await visit({ options: { retries: 2 }, signal: stop.signal })
    const fetched = fetch(world.url)
    await expect.poll(world.connections).toBe(1)
    setTimeout(() => stop.abort(reason), 50)
    await expect(fetched).rejects.toBe(reason)
  })

  it('ends the rows that queue, and no request of theirs goes out', async () => {
    const world = await serveSocket(() => {})
    const stop = new AbortController()
    const fetch = await visit({ network: { perHost: 2 }, signal: stop.signal })
    const fetched = Array.from({ length: 50 }, () => fetch(world.url))
    await expect.poll(world.connections).toBe(2)
    stop.abort(reason)
    for (const each of await Promise.allSettled(fetched)) expect(each).toEqual({ status: 'rejected', reason })
    expect(world.connections()).toBe(2)
  })

  it('before the start sends nothing', async () => {
    const world = await serveSocket(() => {})
    const fetch = await visit({ signal: AbortSignal.abort(reason) })
    await expect(fetch(world.url)).rejects.toBe(reason)
    expect(world.connections()).toBe(0)
  })

  it('of the run is heard by a row that has a signal of its own', async () => {
    const world = await serveSocket(() => {})
    const stop = new AbortController()
    const network = { lanes: 1, perHost: 1, allowAddresses: ['127.0.0.1'] }
    const stage = await download(downloadOptions.parse({})).open({
      workers: 1,
      device: 'cpu',
      network,
      signal: stop.signal,
    })
    const fetched = stage.run({ url: world.url }, { signal: new AbortController().signal, note: () => {} })
    await expect.poll(world.connections).toBe(1)
    stop.abort(reason)
    await expect(fetched).rejects.toBe(reason)
    await stage.close?.()
  })
})

describe('the end of the stage', () => {
  it('leaves no connection open', async () => {
    let open = 0
    const world = await serveSocket(socket => {
      open += 1
      socket.on('close', () => {
        open -= 1
      })
      socket.on('data', () => socket.write('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'))
    })
    const network = { lanes: 4, perHost: 4, allowAddresses: ['127.0.0.1'] }
    const { signal } = new AbortController()
    const stage = await download(downloadOptions.parse({})).open({ workers: 1, device: 'cpu', network, signal })
    await stage.run({ url: world.url }, { signal, note: () => {} }).catch(() => {})
    expect(open).toBe(1)
    await stage.close?.()
    await expect.poll(() => open).toBe(0)
  })
})
