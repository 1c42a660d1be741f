import { describe, expect, it } from 'vitest'
import { fetchOne, jpeg, serve } from './world.ts'

/** A server that answers with each status in turn, then with a picture. */
const failing = (...statuses: { status: number; retryAfter?: string }[]) =>
  serve((_, response) => {
    const next = statuses.shift()
    if (!next) return response.end(jpeg())
    return response.writeHead(next.status, next.retryAfter ? { 'retry-after': next.retryAfter } : {}).end('later')
  })

describe('a retry', () => {
  it('heals a status that says later', async () => {
    const statuses = [408, 425, 429, 500, 502, 503, 504]
    const worlds = await Promise.all(statuses.map(status => failing({ status })))
    const fetched = await Promise.all(worlds.map(({ url }) => fetchOne(url, { options: { retries: 1 } })))
    expect(fetched.map(({ bytes, attempts }) => [bytes?.length, attempts])).toEqual(statuses.map(() => [4000, 2]))
  })

  it.each([401, 403, 404, 410, 418, 501])('is not made for a status of %i', async status => {
    const { url } = await failing({ status })
    expect(await fetchOne(url, { options: { retries: 2 } })).toMatchObject({ attempts: 1 })
  })

  it('is made no more often than allowed, and the last failure is the reason', async () => {
    const { url } = await failing({ status: 500 }, { status: 429 }, { status: 500 })
    expect(await fetchOne(url, { options: { retries: 1 } })).toEqual({ reason: 'http-429', detail: '', attempts: 2 })
  })

  it('heals a reset and a time-out of the headers', async () => {
    let requests = 0
    const { url } = await serve((_, response) => {
      requests += 1
      if (requests === 1) response.socket?.resetAndDestroy()
      if (requests === 3) response.end(jpeg())
    })
    const options = { retries: 2, headersTimeoutMs: 300 }
    expect(await fetchOne(url, { options })).toMatchObject({ bytes: jpeg(), attempts: 3 })
  })

  it('waits as long as the host asks', async () => {
    const times: number[] = []
    const { url } = await serve((_, response) => {
      times.push(performance.now())
      if (times.length === 1) response.writeHead(503, { 'retry-after': '1' }).end()
      else response.end(jpeg())
    })
    expect(await fetchOne(url, { options: { retries: 1 } })).toMatchObject({ attempts: 2 })
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990)
  })

  it.each(['3600', new Date(Date.now() + 3_600_000).toUTCString()])(
    'is given up at once for Retry-After: %s',
    async retryAfter => {
      const { url } = await failing({ status: 429, retryAfter })
      expect(await fetchOne(url, { options: { retries: 2 } })).toEqual({ reason: 'http-429', detail: '', attempts: 1 })
    },
  )

  it('that cannot end before the deadline is not begun', async () => {
    const { url } = await failing({ status: 503 })
    const options = { retries: 2, deadlineMs: 200 }
    expect(await fetchOne(url, { options })).toEqual({ reason: 'http-5xx', detail: 'status 503', attempts: 1 })
  })

  it('heals a name that does not resolve just now, but not one that does not exist', async () => {
    const { url, port } = await serve((_, response) => response.end(jpeg()))
    const answering = (code: string) => {
      let calls = 0
      return ((_: string, __: unknown, answer: (error: Error | null, all: object[]) => void) => {
        calls += 1
        if (calls === 1) answer(Object.assign(new Error(), { code }), [])
        else answer(null, [{ address: '127.0.0.1', family: 4 }])
      }) as never
    }
    const fetch = (code: string) =>
      fetchOne(url.replace('127.0.0.1', 'name.test'), { options: { retries: 1 }, network: { lookup: answering(code) } })
    expect(await fetch('EAI_AGAIN')).toMatchObject({ finalUrl: `http://name.test:${port}/`, attempts: 2 })
    expect(await fetch('ENOTFOUND')).toMatchObject({ reason: 'dns-failed', attempts: 1 })
  })
})
