import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fetchOne, jpeg, listen, serve } from './world.ts'

const selfSigned = () => {
  const folder = mkdtempSync(join(tmpdir(), 'softpa-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1'
  execFileSync(
    'openssl',
    [...request.split(' '), '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    { stdio: 'ignore' },
  )
  return { key: readFileSync(key), cert: readFileSync(cert) }
}

describe('https', () => {
  it('with a certificate that nobody signed is rejected, and not a request is sent', async () => {
    let requests = 0
    const server = createServer(selfSigned(), (_, response) => {
      requests += 1
      response.end(jpeg())
    })
    const { url } = await listen(server, 'https')
    const options = { retries: 2 }
    expect(await fetchOne(url, { options })).toEqual({
      reason: 'tls-failed',
      detail: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      attempts: 1,
    })
    expect(requests).toBe(0)
  })

  it('to a host that speaks plain HTTP is rejected', async () => {
    const { port } = await serve((_, response) => response.end(jpeg()))
    expect(await fetchOne(`https://127.0.0.1:${port}/`)).toMatchObject({ reason: 'tls-failed' })
  })

  it('asked for as plain http is no HTTP', async () => {
    const { port } = await listen(
      createServer(selfSigned(), () => {}),
      'https',
    )
    const { reason } = await fetchOne(`http://127.0.0.1:${port}/`)
    expect(['http-protocol', 'connect-failed']).toContain(reason)
  })
})
