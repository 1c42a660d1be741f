import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { root } from './root.ts'
import { startUnrulyProxy, type Trick } from './unruly-proxy.ts'

export const bucket = 'shards'

const motoDate = '2010-11-10T20:48:33.000Z'
const now = () => new Date().toISOString().replace(/\d{3}Z$/, '000Z')

/**
 * moto's server with a bucket, behind a proxy that plays the tricks it is told; `environment` is what a process needs to
 * find the store there. It is closed by `close`, and ends with this process in any case.
 */
export const startStore = async () => {
  const python = join(root, '.venv', 'bin', 'python')
  const server = spawn(python, [join(root, 'test/support/store.py'), bucket], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [address] = (await once(createInterface(server.stdout), 'line')) as [string]
  // moto dates every upload to 2010. What is begun in a store that is a minute old is no older.
  const dates = { isEveryUploadOld: false }
  const proxy = await startUnrulyProxy(new URL(address), body =>
    dates.isEveryUploadOld || !body.includes(motoDate)
      ? body
      : Buffer.from(body.toString().replaceAll(motoDate, now())),
  )
  const environment = {
    AWS_ENDPOINT_URL: proxy.url,
    AWS_ACCESS_KEY_ID: 'anybody',
    AWS_SECRET_ACCESS_KEY: 'a-secret-that-nobody-may-print',
    AWS_REGION: 'us-east-1',
  }
  const credentials = { accessKeyId: 'anybody', secretAccessKey: 'anything' }
  const client = new S3Client({ endpoint: address, region: 'us-east-1', forcePathStyle: true, credentials })
  return {
    environment,
    pid: server.pid!,
    /** Straight to the store, past the tricks. */
    url: address,
    tricks: proxy.tricks as Trick[],
    heard: proxy.heard,
    dates,
    /** Keys below a prefix, as the store itself has them. */
    keys: async (Prefix: string) => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }))
      return Contents.map(({ Key }) => Key!)
    },
    /** Keys of uploads that were begun, and neither completed nor aborted. */
    uploads: async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
      return Uploads.map(({ Key }) => Key!)
    },
    close: async () => {
      client.destroy()
      await proxy.close()
      const closed = once(server, 'close')
      server.stdin.end()
      await closed
    },
  }
}

export type Store = Awaited<ReturnType<typeof startStore>>
