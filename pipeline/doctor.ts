import { X509Certificate } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { access, constants, readFile, statfs } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, rootCertificates } from 'node:tls'
import { isRemote } from '../data/storage/address.ts'
import { stat } from '../data/storage/files.ts'
import { writableStorageOf } from '../data/storage/storage.ts'
import { StorageError } from '../data/storage/storage-error.ts'

/** One thing that was looked at: what was seen, and what to do where that is not enough. */
export interface Finding {
  readonly about: string
  readonly isSound: boolean
  readonly seen: string
  readonly advice: string
}

export interface Patient {
  /** Where a run is to write to, a folder or an object store. */
  readonly out: string
  /** A host that is resolved, and whose certificate is checked. */
  readonly host: string
  readonly lanes: number
}

/** Looks at what a run needs of its machine. Nothing is changed, and no error of a check goes astray. */
export const examine = ({ out, host, lanes }: Patient): Promise<readonly Finding[]> =>
  Promise.all([
    nodeVersion(),
    fileDescriptors(lanes),
    isRemote(out) ? store(out) : disk(out),
    resolution(host),
    trust(),
    handshake(host),
  ])

const found = (about: string, isSound: boolean, seen: string, advice: string): Finding => ({
  about,
  isSound,
  seen,
  advice: isSound ? '' : advice,
})

const nodeVersion = async (): Promise<Finding> => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isSound = major > 20 || (major === 20 && minor >= 19)
  return found('Node', isSound, process.versions.node, 'install Node 20.19 or later')
}

/** Each lane may hold a socket and keep one or two idle ones; shards, models and children want some too. */
const fileDescriptors = async (lanes: number): Promise<Finding> => {
  const wanted = 3 * lanes + 256
  const limits = await readFile('/proc/self/limits', 'utf8').catch(absent)
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits ?? '')?.[1]
  if (soft === undefined) return found('file descriptors', true, 'not told by this system; see `ulimit -n`', '')
  const isEnough = soft === 'unlimited' || Number(soft) >= wanted
  return found(
    'file descriptors',
    isEnough,
    soft,
    `allow ${wanted} by \`ulimit -n ${wanted}\`, or run with fewer --lanes`,
  )
}

const wantedBytes = 10e9

const disk = async (out: string): Promise<Finding> => {
  const folder = await nearestFolder(resolve(out))
  const isWritable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const isSound = isWritable && free >= wantedBytes
  const seen = `${(free / 1e9).toFixed(1)} GB free in ${folder}${isWritable ? '' : ', which may not be written'}`
  return found(
    'disk',
    isSound,
    seen,
    'give --out a folder that may be written, with 10 GB free: 1,000 pictures take about 0.1 GB',
  )
}

const store = async (out: string): Promise<Finding> => {
  try {
    await writableStorageOf(out)
    const there = await stat(out)
    return found('store', true, there ? `${out} answers, and holds something` : `${out} answers, and is empty`, '')
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    return found('store', false, error.message, 'mend that, or name another --out')
  }
}

/** The folder itself, or the first above it that is there. */
const nearestFolder = async (path: string): Promise<string> =>
  (await access(path).then(() => true, absent)) === true || dirname(path) === path ? path : nearestFolder(dirname(path))

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT') return undefined
  throw error
}

const patienceMs = 5000

const resolution = async (host: string): Promise<Finding> => {
  const startMs = performance.now()
  const answer = await Promise.race([
    lookup(host, { all: true }).then(
      addresses => addresses.map(({ address }) => address).join(', '),
      ({ code }: NodeJS.ErrnoException) => new Error(code),
    ),
    sleep(patienceMs, new Error(`no answer in ${patienceMs / 1000} s`), { ref: false }),
  ])
  const ms = Math.round(performance.now() - startMs)
  const threads = `${process.env.UV_THREADPOOL_SIZE ?? 4} threads`
  return answer instanceof Error
    ? found('DNS', false, `${host}: ${answer.message}`, 'look at the name servers of this machine')
    : found('DNS', true, `${host} is ${answer}, in ${ms} ms; ${threads}`, '')
}

/** Certificates that softpa trusts beside Node's own. */
const trust = async (): Promise<Finding> => {
  const path = process.env.NODE_EXTRA_CA_CERTS
  const roots = `${rootCertificates.length} root certificates of Node`
  if (!path) return found('certificates', rootCertificates.length > 0, roots, 'install a Node that brings some')
  const seen = await readFile(path, 'utf8').then(
    text => certificatesIn(text),
    ({ code }: NodeJS.ErrnoException) => new Error(code),
  )
  const isSound = !(seen instanceof Error)
  const told = isSound ? `${seen} of ${path}` : `${path}: ${seen.message}`
  return found('certificates', isSound, `${roots}; ${told}`, 'let NODE_EXTRA_CA_CERTS name a file of PEM certificates')
}

const certificatesIn = (text: string): number | Error => {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  try {
    for (const block of blocks) new X509Certificate(block)
  } catch (error) {
    return error as Error // OpenSSL's: the block is no certificate
  }
  return blocks.length > 0 ? blocks.length : new Error('holds no certificate')
}

const handshake = (host: string): Promise<Finding> =>
  new Promise(tell => {
    const end = (isSound: boolean, seen: string) => {
      socket.destroy()
      tell(found('https', isSound, `${host}: ${seen}`, 'look at firewall, proxy, clock and certificates'))
    }
    const socket = connect({ host, port: 443, servername: host, timeout: patienceMs }, () =>
      end(true, `certificate trusted, ${socket.getProtocol()}`),
    )
    socket.on('timeout', () => end(false, `no answer in ${patienceMs / 1000} s`))
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => end(false, code ?? message))
  })
