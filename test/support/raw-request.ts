import { once } from 'node:events'
import { connect } from 'node:net'

/** How a server answered, to the letter. */
export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly body: string
}

/** Sends a request as it stands here: a client that knows its manners would clean up `..`, or the Host header. */
export const requestRaw = async (
  address: string,
  path: string,
  headers: { readonly [name: string]: string } = {},
  method = 'GET',
): Promise<RawAnswer> => {
  const { hostname, port, host } = new URL(address)
  const socket = connect(Number(port), hostname)
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk))
  await once(socket, 'close')
  const text = Buffer.concat(chunks).toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  return { status: Number(text.split(' ')[1]), head: text.slice(0, end), body: text.slice(end + 4) }
}
