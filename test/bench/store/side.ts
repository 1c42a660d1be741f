import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inFolder, nameIn } from '../../../data/storage/address.ts'
import { list, openFile, sha256Of } from '../../../data/storage/files.ts'
import { softpa } from '../../support/softpa.ts'
import { bucket, startStore } from '../../support/store.ts'

/** What a run took, start and end included, and what it made. */
export interface Report {
  readonly wallSeconds: number
  /** CPU seconds of softpa with its children, and of the store's server. */
  readonly softpaSeconds: number
  readonly serverSeconds: number
  readonly rows: number
  readonly bytes: number
  /** Over the names and bytes of all shards. */
  readonly sha256: string
}

/** CPU seconds of a process, and of its children that have ended. Linux. */
const cpuSeconds = (id: string | number) => {
  const [, fields] = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ') as [string, string]
  const [own, ownSystem, children, childrenSystem] = fields.split(' ').slice(11, 15).map(Number) as [
    number,
    ...number[],
  ]
  return { own: (own + ownSystem!) / 100, children: (children! + childrenSystem!) / 100 }
}

const digestOf = async (folder: string): Promise<string> => {
  const lines: string[] = []
  for await (const address of list(folder)) {
    const file = await openFile(address)
    lines.push(`${nameIn(folder, address)} ${await sha256Of(file)}`)
    await file.close()
  }
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

/** The server runs on both sides, so that it may be loaded with what it takes; on one it is idle. */
const measure = async (place: string, pictures: string, folder: string): Promise<Report> => {
  const store = await startStore()
  try {
    Object.assign(process.env, store.environment, { AWS_ENDPOINT_URL: store.url })
    const out = inFolder(place === 's3' ? `s3://${bucket}` : folder, 'out')
    const settings = ['plan.rowsPerShard=150', 'image.resize.shortSide=512'].flatMap(text => ['--set', text])
    const server = cpuSeconds(store.pid).own
    const start = performance.now()
    const { code, stderr } = await softpa('run', 'fetch', '--source', pictures, '--out', out, ...settings)
    const wallSeconds = (performance.now() - start) / 1000
    if (code !== 0) throw new Error(`softpa ended with ${code}: ${stderr}`)
    const [softpaSeconds, serverSeconds] = [cpuSeconds('self').children, cpuSeconds(store.pid).own - server]
    const { rows, bytes } = JSON.parse((await softpa('status', out, '--json')).stdout)
    const sha256 = await digestOf(inFolder(out, 'data'))
    return { wallSeconds, softpaSeconds, serverSeconds, rows: rows.written, bytes, sha256 }
  } finally {
    await store.close()
  }
}

// node side.js s3|disk PICTURES FOLDER
const [place, pictures, folder] = process.argv.slice(2) as [string, string, string]
process.stdout.write(JSON.stringify(await measure(place, pictures, folder)))
