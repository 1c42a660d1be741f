import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../support/dataset.ts'
import { softpa, startSoftpa } from '../support/softpa.ts'

test('softpa view prints one address, serves its page there, and ends at Ctrl-C', async () => {
  const viewer = startSoftpa('view', await temporaryFolder())
  await vi.waitFor(() => expect(viewer.seen()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/\n$/), {
    timeout: 60_000,
  })
  const response = await fetch(viewer.seen().trim())
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('<script type="module" crossorigin src="./page.mjs">')
  viewer.kill('SIGINT')
  expect(await viewer.ended).toMatchObject({ code: 0, stderr: 'Open this address in a browser. Ctrl-C ends.\n' })
})

test.for([
  [['nowhere'], /^softpa: nowhere is not there: wanted a folder/],
  [['.', '--host', '0.0.0.0'], /^softpa: --host 0\.0\.0\.0 is every address at once/],
  [['.', '--port', 'x'], /^softpa: --port x: wanted a whole number/],
  [['http://127.0.0.1:9/a.parquet'], /^softpa: http:\/\/127\.0\.0\.1:9\/a\.parquet cannot be read: bad port; /],
  [['ftp://127.0.0.1/a.parquet'], /^softpa: ftp:\/\/127\.0\.0\.1\/a\.parquet begins with ftp:\/\//],
] as const)('softpa view %j is wrong use, said in one sentence', async ([given, sentence]) => {
  const { code, stderr, stdout } = await softpa('view', ...given)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('of an address where nobody is, softpa view says so at the second try', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.parquet`
  await new Promise(resolve => server.close(resolve))
  const { code, stderr } = await softpa('view', url)
  expect(code).toBe(1)
  expect(stderr).toMatch(/^softpa: \S+ cannot be read: connect ECONNREFUSED \S+, 2 times; check address and network/)
})

test('a file that is no Parquet is wrong use', async () => {
  const { code, stderr } = await softpa('view', join(import.meta.dirname, 'view.test.js'))
  expect(code).toBe(2)
  expect(stderr).toMatch(/is neither a folder nor a \.parquet file/)
})
