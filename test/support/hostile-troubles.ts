import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Reason } from '../../schemas/reasons.ts'
import type { HostilePictures } from './hostile-pictures.ts'

/** Answers a request; `count` says how often this URL was asked for, from 1. */
export type Answer = (response: ServerResponse, count: number) => unknown

/** One way in which a host is bad, and how its row must end: null where it must come out as a picture. */
export interface Trouble {
  readonly ends: Reason | null
  readonly picture: Answer
  /** Answers for /robots.txt and /.well-known/tdmrep.json; 404 where absent. */
  readonly robots?: Answer
  readonly tdmrep?: Answer
}

/** Where redirects lead that must not be followed. */
export interface Forbidden {
  /** A port of the loopback that is not opened. */
  readonly port: number
}

const send =
  (body: string | Buffer, headers: { readonly [name: string]: string } = {}, status = 200): Answer =>
  response =>
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body)

/** Speaks without the server's own HTTP, and then does what `then` says. */
const say =
  (text: string | Buffer, then: (socket: NonNullable<ServerResponse['socket']>) => unknown = () => {}): Answer =>
  ({ socket }) =>
    socket?.write(text, () => then(socket))

const silence: Answer = () => {}
const moved = (location: string): Answer => send('', { location }, 302)

/** Writes the same again and again, as fast as it is taken. */
const endless =
  (first: Buffer, more: Buffer): Answer =>
  response => {
    response.write(first)
    const push = () => {
      while (!response.destroyed && response.write(more));
    }
    response.on('drain', push)
    push()
  }

/** A piece every `everyMs`, for as long as anybody listens. */
const drip =
  (head: string, piece: string, everyMs = 100): Answer =>
  ({ socket }) => {
    socket?.write(head, 'latin1')
    const timer = setInterval(() => socket?.write(piece), everyMs)
    socket?.on('close', () => clearInterval(timer))
  }

const page = '<!doctype html><title>Not here any more</title>'
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
const hour = { 'retry-after': '3600' }

/** Every trouble, by the name that its hosts begin with. */
export const hostileTroubles = ({ jpeg, bomb, gzipBomb }: HostilePictures, { port }: Forbidden) => {
  const good = send(jpeg, { 'content-type': 'image/jpeg' })
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\n'
  const ends = (reason: Reason | null, picture: Answer, files: Pick<Trouble, 'robots' | 'tdmrep'> = {}): Trouble => ({
    ends: reason,
    picture,
    ...files,
  })
  return {
    good: ends(null, good),
    'wrong-type': ends(null, send(jpeg, { 'content-type': 'text/html' })),
    gzip: ends(null, send(gzipSync(jpeg), { 'content-encoding': 'gzip' })),
    'not-gzip': ends(null, send(jpeg, { 'content-encoding': 'gzip' })),
    heals: ends(null, (response, count) =>
      count === 1 ? send('', { 'retry-after': '1' }, 503)(response, 1) : good(response, count),
    ),
    'robots-endless': ends(null, good, {
      robots: endless(Buffer.from('User-agent: *\n'), Buffer.from('# more\n'.repeat(9000))),
    }),
    'robots-page': ends(null, good, { robots: send(page) }),
    'robots-loop': ends(null, good, { robots: moved('/robots.txt') }),
    'tdmrep-hangs': ends(null, good, { tdmrep: silence }),

    hangs: ends('headers-timeout', silence),
    'host-hangs': ends('headers-timeout', silence, { robots: silence }),
    'headers-drip': ends('headers-timeout', drip('HTTP/1.1 200 OK\r\nx-drip: ', 'x')),
    'hints-for-ever': ends('deadline-exceeded', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n')),
    'body-drips': ends('deadline-exceeded', drip(`${head}content-length: 9000\r\n\r\n\xff\xd8\xff`, 'x')),
    'body-stops': ends('body-timeout', say(Buffer.concat([Buffer.from(`${head}content-length: 90000\r\n\r\n`), jpeg]))),
    endless: ends('too-large', endless(jpeg, Buffer.alloc(65_536))),
    'declared-large': ends('too-large', say(`${head}content-length: 90000000000\r\n\r\n`)),
    'gzip-bomb': ends('too-large', send(gzipBomb, { 'content-encoding': 'gzip' })),
    'gzip-broken': ends('http-protocol', send(gzipSync(jpeg).subarray(0, 60), { 'content-encoding': 'gzip' })),
    'reset-at-once': ends('connect-failed', ({ socket }) => socket?.resetAndDestroy()),
    'reset-in-body': ends(
      'http-protocol',
      say(`${head}content-length: 90000\r\n\r\n`, socket => socket.resetAndDestroy()),
    ),
    'length-too-long': ends(
      'http-protocol',
      say(Buffer.concat([Buffer.from(`${head}content-length: 90000\r\n\r\n`), jpeg]), socket => socket.end()),
    ),
    'length-too-short': ends(
      'truncated',
      say(Buffer.concat([Buffer.from(`${head}content-length: 200\r\nconnection: close\r\n\r\n`), jpeg]), socket =>
        socket.end(),
      ),
    ),
    'no-http': ends(
      'http-protocol',
      say('SSH-2.0-OpenSSH_9.6\r\n', socket => socket.end()),
    ),
    'long-headers': ends('http-protocol', say(`${head}x-long: ${'x'.repeat(100_000)}\r\n\r\n`)),
    'redirect-loop': ends('http-redirects', moved('/again.jpg')),
    'redirect-nowhere': ends('http-redirects', send('', {}, 302)),
    'to-metadata': ends('address-refused', moved('http://169.254.169.254/latest/meta-data/a.jpg')),
    'to-closed-port': ends('address-refused', moved(`http://127.0.0.1:${port}/a.jpg`)),
    'to-rebinding-name': ends('address-refused', moved(`http://rebinding.test:${port}/a.jpg`)),
    'to-file': ends('url-scheme', moved('file:///etc/passwd')),
    'robots-to-metadata': ends('robots-unreachable', good, { robots: moved('http://169.254.169.254/robots.txt') }),
    page: ends('not-an-image', send(page, { 'content-type': 'image/jpeg' })),
    cut: ends('truncated', send(jpeg.subarray(0, jpeg.length - 40))),
    bomb: ends('too-many-pixels', send(bomb, { 'content-type': 'image/png' })),
    svg: ends('format-refused', send(svg, { 'content-type': 'image/svg+xml' })),
    empty: ends('empty-body', send('')),
    'too-many-requests': ends('http-429', send('', hour, 429)),
    unavailable: ends('http-5xx', send('', hour, 503)),
    noai: ends('robots-tag', send(jpeg, { 'x-robots-tag': 'noai' })),
    noindex: ends('robots-tag', send(jpeg, { 'x-robots-tag': 'softpa: noindex' })),
    disallowed: ends('robots-disallowed', good, { robots: send('User-agent: *\nDisallow: /\n') }),
    'robots-fails': ends('robots-unreachable', good, { robots: send('', hour, 503) }),
    reserved: ends('tdm-reserved', send(jpeg, { 'tdm-reservation': '1' })),
    'reserved-by-file': ends('tdm-reserved', good, { tdmrep: send('[{"location":"/","tdm-reservation":1}]') }),
  } as const satisfies { readonly [name: string]: Trouble }
}

/** URLs that are trouble by themselves; `at` is a good host and its port. */
export const hostileUrls = (at: string): { readonly [url: string]: Reason } => ({
  'file:///etc/passwd': 'url-scheme',
  'data:image/png;base64,iVBORw0KGgo=': 'url-scheme',
  'ftp://ftp.test/a.jpg': 'url-scheme',
  'no url at all': 'url-invalid',
  [`http://name:secret@${at}/a.jpg`]: 'url-invalid',
  [`http://${at}/${'a'.repeat(100_000)}.jpg`]: 'url-invalid',
  'http://nowhere.invalid/a.jpg': 'dns-failed',
  [`https://${at}/a.jpg`]: 'tls-failed',
  'http://[::ffff:169.254.169.254]/a.jpg': 'address-refused',
  'http://metadata.test:80/a.jpg': 'address-refused',
})
