import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError } from '../../errors.ts'
import type { Listing } from '../listing.ts'
import { type Accountant, openAccounts } from './account.ts'
import { answerFile, answerText } from './answer.ts'
import { admit, type Gate } from './gate.ts'
import { typeOf } from './media-type.ts'
import { pageFiles, placeOf } from './page-files.ts'
import { openPlace, type Place } from './place.ts'

export interface ViewRequest {
  /** A folder, a Parquet file, or the URL of one. */
  readonly what: string
  /** 0 takes any free one. */
  readonly port: number
  readonly host: string
}

export interface Viewer {
  /** Opens the page; whoever has it may read what is looked at. */
  readonly url: string
  close(): Promise<void>
}

const plainText = 'text/plain; charset=utf-8'

/**
 * Serves a page over shards. @throws UsageError where there is nothing to look at, SourceError where the web does not give
 * it, the system's error where the port is taken
 */
export const startViewer = async ({ what, port, host }: ViewRequest): Promise<Viewer> => {
  if (['0.0.0.0', '::'].includes(host))
    throw new UsageError(`--host ${host} is every address at once: name the one that the browser will use`)
  const controller = new AbortController()
  const place = await openPlace(what, controller.signal)
  const gate: Gate = { token: randomBytes(16).toString('base64url'), hosts: namesOf(host) }
  const accountOf = openAccounts(place)
  const server = createServer((request, response) => {
    answer(request, response, gate, { place, accountOf }).catch(error => {
      process.stderr.write(`softpa view: ${error instanceof Error ? error.message : String(error)}\n`)
      if (response.headersSent) response.destroy()
      else answerText(response, 500, plainText, 'This could not be read; the terminal says why.')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause =>
      reject(new UsageError(`nothing can be served on ${host}, port ${port}: ${cause.message}`, { cause })),
    )
    server.listen(port, host, resolve)
  })
  const bound = (server.address() as AddressInfo).port // a TCP server has no other kind of address
  return {
    url: `http://${gate.hosts[0]}:${bound}/${gate.token}/`,
    close: async () => {
      controller.abort()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      await place.close()
    },
  }
}

/** What a browser calls this host. */
const namesOf = (host: string): readonly string[] => {
  const name = host.includes(':') ? `[${host}]` : host
  return ['127.0.0.1', '[::1]', 'localhost'].includes(name) ? [name, 'localhost'] : [name]
}

interface Looked {
  readonly place: Place
  readonly accountOf: Accountant
}

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  { place, accountOf }: Looked,
): Promise<void> => {
  const path = admit(request, gate)
  if ('status' in path) return answerText(response, path.status, plainText, path.sentence)
  const [room, ...rest] = path
  if (room === 'files') return await answerData(request, response, place, rest)
  if (room === 'account')
    return answerText(response, 200, 'application/json', JSON.stringify(await accountOf(rest.join('/'))))
  const asked = path.length === 0 ? null : pageFiles[path.join('/')]
  if (!asked) return answerText(response, 404, plainText, 'There is no such page.')
  answerText(response, 200, asked.type, await readFile(placeOf(asked.file)))
}

const answerData = async (
  request: IncomingMessage,
  response: ServerResponse,
  place: Place,
  path: readonly string[],
): Promise<void> => {
  if (path.length === 0) {
    const listing: Listing = { name: place.name, files: await place.list() }
    return answerText(response, 200, 'application/json', JSON.stringify(listing))
  }
  const file = await place.open(path)
  if (file === null) return answerText(response, 404, plainText, 'There is no such file.')
  try {
    await answerFile(request, response, typeOf(path.at(-1)!) ?? 'application/octet-stream', file)
  } finally {
    await file.close()
  }
}
