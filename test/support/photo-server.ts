import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { random } from '../../data/world/random.ts'
import { shared } from './root.ts'

/** The shared photographs, by file name: 51 real JPEGs of COCO. Empty where there is no ../shared. */
export const photographs = (): ReadonlyMap<string, Buffer> => {
  if (!shared) return new Map()
  const folder = join(shared, 'fixtures/images/coco')
  const names = readdirSync(folder).sort()
  return new Map(names.map(name => [name, readFileSync(join(folder, name))]))
}

/**
 * Serves files on 127.0.0.1, each answer after a delay drawn from seed, name and count. `requests` counts the answers
 * asked for, by name. A test that needs the same URLs twice gives the first server's port to the second.
 */
export const startPhotoServer = async ({
  files = photographs(),
  seed = 0,
  maxDelayMs = 20,
  port = 0,
}: {
  readonly files?: ReadonlyMap<string, Uint8Array>
  readonly seed?: number
  readonly maxDelayMs?: number
  readonly port?: number
} = {}) => {
  const requests = new Map<string, number>()
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1))
    const count = (requests.get(name) ?? 0) + 1
    requests.set(name, count)
    await wait(random(seed, `${name}:${count}`)() * maxDelayMs)
    const file = files.get(name)
    if (!file) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.length }).end(file)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}` // a TCP server has no other kind of address
  const close = async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  const urls = [...files.keys()].map(name => `http://${address}/${encodeURIComponent(name)}`)
  return { address, urls, requests: requests as ReadonlyMap<string, number>, close }
}
