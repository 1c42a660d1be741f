import { describe, expect, it } from 'vitest'
import { failureOf } from '../../../../stages/download/failure.ts'
import { fetchOne, jpeg, serve, serveSocket, serveText, visit } from './world.ts'

const headers = 'HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n'

describe('a host that fails', () => {
  it('refuses the connection', async () => {
    // Nothing listens on port 1, and no test could bind it.
    const how = { network: { allowAddresses: ['127.0.0.1:1'] } }
    expect(await fetchOne('http://127.0.0.1:1/', how)).toEqual({
      reason: 'connect-failed',
      detail: 'ECONNREFUSED',
      attempts: 1,
    })
  })

  it('does not accept the connection in time', async () => {
    // A name that never resolves: the clock of the connection runs already.
    const lookup = (() => {}) as never
    const how = { options: { connectTimeoutMs: 50 }, network: { lookup } }
    expect(await fetchOne('http://slow.test/', how)).toMatchObject({ reason: 'connect-timeout', detail: '' })
  })

  it('accepts and says nothing', async () => {
    const { url } = await serveSocket(() => {})
    expect(await fetchOne(url, { options: { headersTimeoutMs: 50 } })).toMatchObject({
      reason: 'headers-timeout',
      detail: '',
    })
  })

  it('stops in the middle of the headers', async () => {
    const { url } = await serveText(headers, () => {})
    expect(await fetchOne(url, { options: { headersTimeoutMs: 50 } })).toMatchObject({ reason: 'headers-timeout' })
  })

  it('stops in the middle of the body', async () => {
    const { url } = await serveText(`${headers}Content-Length: 9000\r\n\r\n${jpeg(1000).toString('latin1')}`, () => {})
    expect(await fetchOne(url, { options: { bodyTimeoutMs: 50 } })).toMatchObject({
      reason: 'body-timeout',
      detail: '',
    })
  })

  it('drips for ever: the deadline ends it, because each byte restarts the body time-out', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 9000 })
      const drip = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(drip))
    })
    const options = { bodyTimeoutMs: 5000, deadlineMs: 300 }
    expect(await fetchOne(url, { options })).toMatchObject({ reason: 'deadline-exceeded', detail: '' })
  })

  it('sends informational answers for ever', async () => {
    const { url } = await serveText('', socket => {
      const drip = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    expect(await fetchOne(url, { options: { deadlineMs: 200 } })).toMatchObject({ reason: 'deadline-exceeded' })
  })

  it.each([
    ['closes', (socket: { end(): unknown }) => socket.end()],
    ['resets', (socket: { resetAndDestroy(): unknown }) => socket.resetAndDestroy()],
  ])('%s before an answer', async (_, then) => {
    const { url } = await serveText('', then)
    expect(await fetchOne(url)).toMatchObject({ reason: 'connect-failed', detail: 'closed before an answer' })
  })

  it.each([
    ['closes', 'of declared length', (socket: { end(): unknown }) => socket.end(), 'Content-Length: 9000\r\n\r\n'],
    [
      'resets',
      'of declared length',
      (socket: { resetAndDestroy(): unknown }) => socket.resetAndDestroy(),
      'Content-Length: 9000\r\n\r\n',
    ],
    ['closes', 'in chunks', (socket: { end(): unknown }) => socket.end(), 'Transfer-Encoding: chunked\r\n\r\n2328\r\n'],
  ])('%s in the middle of a body %s', async (_, _how, then, rest) => {
    const { url } = await serveText(`${headers}${rest}${jpeg(1000).toString('latin1')}`, socket =>
      setTimeout(() => then(socket), 20),
    )
    expect(await fetchOne(url)).toMatchObject({ reason: 'http-protocol', detail: 'closed before the end of the body' })
  })

  it.each([
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'Expected HTTP/, RTSP/ or ICE/'],
    ['a bad length', `${headers}Content-Length: many\r\n\r\n`, 'Invalid character in Content-Length'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'bad upgrade'],
    ['a switch to no protocol', 'HTTP/1.1 101 Switching\r\n\r\n', 'unexpected by the client'],
    ['endless headers', `${headers}X: ${'x'.repeat(40_000)}\r\n\r\n`, 'headers too long'],
  ])('speaks %s', async (_, text, detail) => {
    const { url } = await serveText(text, () => {})
    expect(await fetchOne(url)).toMatchObject({ reason: 'http-protocol', detail })
  })

  it('does not resolve', async () => {
    const lookup = ((name: string, _: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error(name), { code: 'ENOTFOUND' }))) as never
    expect(await fetchOne('http://nowhere.test/', { network: { lookup } })).toEqual({
      reason: 'dns-failed',
      detail: 'ENOTFOUND',
      attempts: 1,
    })
  })

  it('leaves the next row of the same host in peace', async () => {
    let requests = 0
    const { url } = await serve((_, response) => {
      requests += 1
      if (requests === 1) response.socket?.resetAndDestroy()
      else response.end(jpeg())
    })
    const fetch = await visit()
    expect(await fetch(url)).toMatchObject({ reason: 'connect-failed' })
    expect((await fetch(url)).bytes).toEqual(jpeg())
  })
})

describe('an error', () => {
  const coded = (code: string) => Object.assign(new Error(code), { code })

  it('that is not of the network is nobody’s failure', () => {
    expect(failureOf(new TypeError('a bug'), 'reading')).toBeNull()
    expect(failureOf(coded('EMFILE'), 'connecting')).toBeNull()
    expect(failureOf(coded('ERR_ASSERTION'), 'connecting')).toBeNull()
  })

  it('of many addresses has the same reason in whatever order they failed', () => {
    const errors = [coded('ENETUNREACH'), coded('ECONNREFUSED'), coded('ETIMEDOUT')]
    const reasons = [errors, errors.toReversed()].map(
      all => failureOf(new AggregateError(all), 'connecting')?.reject.message,
    )
    expect(reasons).toEqual(['connect-failed: ECONNREFUSED', 'connect-failed: ECONNREFUSED'])
  })
})
