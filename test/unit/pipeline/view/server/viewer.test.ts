import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startViewer } from '../../../../../pipeline/view/server/viewer.ts'
import { temporaryFolder } from '../../../../support/dataset.ts'
import { startRangeServer } from '../../../../support/range-server.ts'
import { requestRaw } from '../../../../support/raw-request.ts'
import { view } from '../../../../support/viewer.ts'

/** A folder with a file to see, a secret beside it, and links to both. */
const viewFolder = async () => {
  const outside = await temporaryFolder()
  const folder = join(outside, 'out')
  await mkdir(join(folder, 'data'), { recursive: true })
  await writeFile(join(folder, 'data/a.parquet'), '0123456789')
  await writeFile(join(folder, 'notes.txt'), 'not data')
  await writeFile(join(folder, '.hidden.json'), 'secret')
  await writeFile(join(outside, 'secret.json'), 'secret')
  await symlink(join(outside, 'secret.json'), join(folder, 'away.json'))
  await symlink(outside, join(folder, 'up'))
  await symlink(join(folder, 'data/a.parquet'), join(folder, 'near.parquet'))
  const url = await view(folder)
  const token = new URL(url).pathname.slice(1, -1)
  return { url, token, get: (path: string, headers = {}) => requestRaw(url, `/${token}/${path}`, headers) }
}

describe('who may ask', () => {
  test('whoever has the token sees what is there: data, and links that stay inside', async () => {
    const { get } = await viewFolder()
    const { status, body } = await get('files')
    expect(status).toBe(200)
    const { files } = JSON.parse(body) as { readonly files: readonly { readonly path: string }[] }
    expect(files.map(({ path }) => path)).toContain('data/a.parquet')
    expect(files.map(({ path }) => path)).not.toContain('notes.txt')
    expect((await get('files/near.parquet')).body).toBe('0123456789')
  })

  test.for(['/', '/files', '/files/data/a.parquet', '/page.mjs', '//', '/%2e%2e/'])(
    'without a token %s is refused',
    async path => {
      const { url } = await viewFolder()
      expect((await requestRaw(url, path)).status).toBe(403)
    },
  )

  test('a token that is nearly right is refused', async () => {
    const { url, token } = await viewFolder()
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
    expect((await requestRaw(url, `/${wrong}/files`)).status).toBe(403)
    expect((await requestRaw(url, `/${token}x/files`)).status).toBe(403)
  })

  test('two viewers have two tokens', async () => {
    const folder = await temporaryFolder()
    expect(new URL(await view(folder)).pathname).not.toBe(new URL(await view(folder)).pathname)
  })

  test.for(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', ''])(
    'by the name %s it is not answered',
    async host => {
      const { get } = await viewFolder()
      expect((await get('files', { host })).status).toBe(403)
    },
  )

  test('by the name of a tunnel to it, which has another port, it is answered', async () => {
    const { get } = await viewFolder()
    expect((await get('files', { host: 'localhost:9999' })).status).toBe(200)
  })

  test.for(['http://evil.example', 'null', 'http://127.0.0.1:1'])('a page of %s is not answered', async origin => {
    const { get } = await viewFolder()
    expect((await get('files', { origin })).status).toBe(403)
  })

  test('nothing but GET and HEAD is answered', async () => {
    const { url, token } = await viewFolder()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect((await requestRaw(url, `/${token}/files`, {}, method)).status).toBe(405)
    const head = await requestRaw(url, `/${token}/files/data/a.parquet`, {}, 'HEAD')
    expect(head).toMatchObject({ status: 200, body: '' })
    expect(head.head).toContain('content-length: 10')
  })
})

describe('what may be asked for', () => {
  test.for([
    'files/../secret.json',
    'files/%2e%2e/secret.json',
    'files/..%2fsecret.json',
    'files/%2e%2e%2fsecret.json',
    'files/..%5csecret.json',
    'files/data/../../secret.json',
    'files/data/%2E%2E/%2E%2E/secret.json',
    'files/%252e%252e/secret.json',
    'files//etc/passwd.json',
    'files/a%00.parquet',
    'files/%',
    'files/up/secret.json',
    'files/away.json',
    'files/.hidden.json',
    'files/notes.txt',
    'files/data',
    'files/data/b.parquet',
    '../page.mjs',
    'index.html',
    'page.mjs.map',
  ])('%s leads nowhere', async path => {
    const { get } = await viewFolder()
    const { status, body } = await get(path)
    expect([400, 404]).toContain(status)
    expect(body).not.toContain('secret')
  })

  test('of a single file nothing beside it is shown', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.parquet'), 'a')
    await writeFile(join(folder, 'b.parquet'), 'b')
    const url = await view(join(folder, 'a.parquet'))
    expect(((await (await fetch(`${url}files`)).json()) as { files: unknown[] }).files).toHaveLength(1)
    expect((await fetch(`${url}files/b.parquet`)).status).toBe(404)
  })

  test.for([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=0-0,2-3', 200, '0123456789', null],
    ['bytes=10-12', 416, '', 'bytes */10'],
    ['bytes=5-2', 416, '', 'bytes */10'],
  ] as const)('range %s is answered by %i', async ([range, status, body, contentRange]) => {
    const { url } = await viewFolder()
    const response = await fetch(`${url}files/data/a.parquet`, { headers: { range } })
    expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ])
  })

  test('a file that has changed since it was listed is not mixed with what it was', async () => {
    const { get } = await viewFolder()
    expect((await get('files/data/a.parquet', { 'if-match': '"of old"' })).status).toBe(412)
  })

  test('every answer says that no other site may use it, and that nothing but its own script may run', async () => {
    const { get } = await viewFolder()
    for (const path of ['', 'page.mjs', 'files', 'files/data/a.parquet', 'nothing']) {
      const { head } = await get(path)
      expect(head).toMatch(/content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(head).toContain('cross-origin-resource-policy: same-origin')
      expect(head).toContain('x-content-type-options: nosniff')
      expect(head).toContain('referrer-policy: no-referrer')
      expect(head).not.toMatch(/unsafe|access-control/)
    }
  })
})

describe('what may be looked at', () => {
  const start = (what: string) => startViewer({ what, port: 0, host: '127.0.0.1' })

  test('what is not there, or is no Parquet file, is refused in one sentence', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'a.txt'), '')
    await expect(start(join(folder, 'none'))).rejects.toThrow(/none is not there: wanted a folder with shards/)
    await expect(start(join(folder, 'a.txt'))).rejects.toThrow(/neither a folder nor a .parquet file/)
  })

  test('a port that is taken is said', async () => {
    const folder = await temporaryFolder()
    const port = Number(new URL(await view(folder)).port)
    await expect(startViewer({ what: folder, port, host: '127.0.0.1' })).rejects.toThrow(
      `nothing can be served on 127.0.0.1, port ${port}`,
    )
  })

  test('a file on the web is read by ranges, through this server', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'x.parquet'), '0123456789'.repeat(20_000))
    const web = await startRangeServer(join(folder, 'x.parquet'), 'x.parquet')
    const url = await view(web.url)
    const { bytes } = web.sent
    const response = await fetch(`${url}files/x.parquet`, { headers: { range: 'bytes=11-14' } })
    expect(await response.text()).toBe('1234')
    expect(web.sent.bytes - bytes).toBe(4)
  })
})
