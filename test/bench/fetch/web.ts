import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { root } from '../../support/root.ts'
import { makePictures } from './pictures.ts'

/** The web that both sides fetch from. */
export interface Web {
  readonly ports: { readonly http: number; readonly https: number }
  /** Names of its pictures, the last part of their URLs. */
  readonly pictures: readonly string[]
  readonly pictureFolder: string
  /** The authority of its certificate, alone, and behind the ones that Node trusts. */
  readonly authority: string
  readonly authorities: string
}

const data = join(root, 'test/bench/out/data')
let started: Promise<Web> | undefined

/** Starts the server, once for all benchmarks of a process, on the machine's last core; the sides get the first. */
export const startWeb = (): Promise<Web> => {
  started ??= start()
  return started
}

const start = async (): Promise<Web> => {
  const pictureFolder = await makePictures(data)
  const keys = await makeCertificate(data)
  const script = join(root, 'dist/test/bench/fetch/server.js')
  const pinned = ['-c', String(availableParallelism() - 1), process.execPath, script, pictureFolder, keys]
  const child = spawn('taskset', pinned, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ports = await new Promise<Web['ports']>((resolve, reject) => {
    child.once('message', message => resolve(message as Web['ports'])) // what server.ts sends
    child.once('error', reject)
    child.once('exit', code =>
      reject(new Error(`The server of the benchmark ended with ${code}; its words stand above.`)),
    )
  })
  // It ends with us, and must not keep us.
  child.unref()
  child.channel?.unref()
  const authority = join(keys, 'ca.pem')
  return { ports, pictures: await readdir(pictureFolder), pictureFolder, authority, authorities: join(keys, 'all.pem') }
}

/** A certificate for every name under bench.test, and the authority that signed it. */
const makeCertificate = async (folder: string): Promise<string> => {
  const path = join(folder, 'fetch-keys-1')
  if (existsSync(path)) return path
  const made = `${path}.tmp`
  await rm(made, { recursive: true, force: true })
  await mkdir(made, { recursive: true })
  const [ca, key] = ['ca', 'key'].map(name => join(made, `${name}.pem`)) as [string, string]
  const curve = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650'.split(' ')
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
  openssl('req', '-x509', ...curve, '-subj', '/CN=bench authority', '-keyout', join(made, 'ca-key.pem'), '-out', ca)
  const names = ['-addext', 'subjectAltName=DNS:*.bench.test']
  const signed = ['-CA', ca, '-CAkey', join(made, 'ca-key.pem'), '-addext', 'basicConstraints=critical,CA:FALSE']
  openssl(
    'req',
    '-x509',
    ...curve,
    '-subj',
    '/CN=bench',
    ...names,
    ...signed,
    '-keyout',
    key,
    '-out',
    join(made, 'cert.pem'),
  )
  const authority = execFileSync('openssl', ['x509', '-in', ca], { encoding: 'utf8' })
  await writeFile(join(made, 'all.pem'), [...rootCertificates, authority].join('\n'))
  await rename(made, path)
  return path
}
