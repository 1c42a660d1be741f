import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3'
import { absent } from './absent.ts'
import { absolute } from './address.ts'
import { openRemote, type Part, type Version } from './remote-file.ts'
import { askStore, placeOf } from './s3-client.ts'
import { abortUpload, createObject, openUpload } from './s3-upload.ts'
import type { FileState, WritableStorage } from './storage.ts'

/** What the keys below a folder begin with. */
const prefixOf = (folder: string) => {
  const { Bucket, Key } = placeOf(absolute(folder))
  return { Bucket, Prefix: Key === '' ? '' : `${Key}/` }
}

const look = async (address: string, signal?: AbortSignal): Promise<Version> => {
  const head = await askStore(
    address,
    (client, abortable) => client.send(new HeadObjectCommand(placeOf(address)), abortable),
    signal,
  )
  return { bytes: head.ContentLength ?? 0, version: head.ETag ?? null }
}

const stateOf = async (address: string, signal?: AbortSignal): Promise<FileState | null> => {
  const { Key } = placeOf(absolute(address))
  const found = Key === '' ? null : await look(absolute(address), signal).catch(absent)
  if (found) return { isFolder: false, bytes: found.bytes }
  const input = { ...prefixOf(address), MaxKeys: 1 }
  const below = await askStore(
    address,
    (client, abortable) => client.send(new ListObjectsV2Command(input), abortable),
    signal,
  )
  return below.KeyCount ? { isFolder: true, bytes: 0 } : null
}

async function* filesBelow(folder: string, signal?: AbortSignal): AsyncGenerator<string> {
  const place = prefixOf(folder)
  let next: string | undefined
  do {
    const input = { ...place, ...(next !== undefined && { ContinuationToken: next }) }
    const page = await askStore(
      folder,
      (client, abortable) => client.send(new ListObjectsV2Command(input), abortable),
      signal,
    )
    for (const { Key } of page.Contents ?? []) {
      const parts = Key!.slice(place.Prefix.length).split('/')
      // Consoles make an object of the folder's own name, with a slash at its end.
      if (!parts.some(part => part === '' || part.startsWith('.'))) yield `s3://${place.Bucket}/${Key}`
    }
    next = page.NextContinuationToken
  } while (next !== undefined)
}

const get = (address: string, range: string | null, signal?: AbortSignal): Promise<Part> =>
  askStore(
    address,
    async (client, abortable) => {
      const input = { ...placeOf(address), ...(range !== null && { Range: range }) }
      const object = await client.send(new GetObjectCommand(input), abortable)
      const content = new Uint8Array(await object.Body!.transformToByteArray())
      const whole = object.ContentRange?.split('/').at(-1)
      return { content, version: object.ETag ?? null, bytes: Number(whole ?? content.length) }
    },
    signal,
  )

const move = async (from: string, to: string): Promise<void> => {
  const source = placeOf(from)
  const input = {
    ...placeOf(to),
    CopySource: `${source.Bucket}/${source.Key.split('/').map(encodeURIComponent).join('/')}`,
  }
  await askStore(from, client => client.send(new CopyObjectCommand(input)))
  await remove(from)
}

const remove = async (address: string): Promise<void> => {
  await askStore(address, client => client.send(new DeleteObjectCommand(placeOf(address)))).catch(absent)
}

const dayMs = 86_400_000

/** Aborts uploads that nobody has completed for a day: their parts are seen by nobody, and paid for. */
const sweep = async (folder: string): Promise<readonly string[]> => {
  const place = prefixOf(folder)
  const page = await askStore(folder, client => client.send(new ListMultipartUploadsCommand(place)))
  const swept: string[] = []
  for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
    const isStale = Initiated !== undefined && Date.now() - Initiated.getTime() > dayMs
    // Some stores list the whole bucket, whatever prefix is asked for.
    if (!isStale || !Key.startsWith(place.Prefix)) continue
    await abortUpload(`s3://${place.Bucket}/${Key}`, UploadId)
    swept.push(Key.slice(place.Prefix.length))
  }
  return swept
}

/** Amazon's object store, and every other that speaks its protocol. */
export const s3: WritableStorage = {
  stat: stateOf,
  list: (folder, { signal } = {}) => filesBelow(folder, signal),
  open: (address, { signal, version } = {}) => {
    const part = (position: number, length: number) =>
      get(address, `bytes=${position}-${position + length - 1}`, signal)
    return openRemote({ address, look: () => look(address, signal), part }, version)
  },
  read: (address, signal) => get(address, null, signal).then(({ content }) => content, absent),
  draft: async address => openUpload(address),
  create: createObject,
  move,
  remove,
  removeEmpty: async () => {},
  sweep,
}
