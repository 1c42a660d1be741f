import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { askStore, placeOf } from './s3-client.ts'
import type { Draft } from './storage.ts'
import { StorageError } from './storage-error.ts'

// All parts but the last are of one size, as some stores want them: 80 GB in the 10,000 parts that an upload may have.
const partBytes = 8 * 2 ** 20

/** An upload in the making: what waits for a part to be full, and the parts that are there. */
interface Upload {
  readonly address: string
  readonly signal: AbortSignal
  /** Null until the first part: what fits into one is put at once, whole. */
  id: string | null
  readonly parts: CompletedPart[]
  waiting: Uint8Array[]
  waitingBytes: number
  bytes: number
}

/**
 * A file that is uploaded part by part while it is written, and appears under its name when the last is there. At most
 * two parts are in memory: one that fills and one on its way.
 */
export const openUpload = (address: string): Draft => {
  const stop = new AbortController()
  const upload: Upload = { address, signal: stop.signal, id: null, parts: [], waiting: [], waitingBytes: 0, bytes: 0 }
  let sending: Promise<void> = Promise.resolve()
  return {
    write: async bytes => {
      upload.waiting.push(bytes)
      upload.waitingBytes += bytes.length
      upload.bytes += bytes.length
      while (upload.waitingBytes >= partBytes) {
        await sending
        sending = sendPart(upload, takePart(upload, partBytes))
        sending.catch(() => undefined) // heard by whoever awaits it next
      }
    },
    commit: async () => {
      await sending
      await complete(upload)
    },
    abandon: async () => {
      stop.abort()
      await Promise.allSettled([sending])
      if (upload.id !== null) await abortUpload(address, upload.id).catch(leftToSweep)
    },
  }
}

/** The first of the bytes that wait, copied only where they lie in several pieces: a page of pictures has tens of megabytes. */
const takePart = (upload: Upload, bytes: number): Uint8Array => {
  const taken: Uint8Array[] = []
  for (let missing = bytes; missing > 0; missing -= taken.at(-1)!.length) {
    const [first, ...others] = upload.waiting as [Uint8Array, ...Uint8Array[]]
    taken.push(first.subarray(0, missing))
    upload.waiting = first.length > missing ? [first.subarray(missing), ...others] : others
  }
  upload.waitingBytes -= bytes
  return taken.length === 1 ? taken[0]! : Buffer.concat(taken, bytes)
}

const sendPart = async (upload: Upload, body: Uint8Array): Promise<void> => {
  const { address, signal, parts } = upload
  upload.id ??= await begin(address, signal)
  const PartNumber = parts.length + 1
  const input = { ...placeOf(address), UploadId: upload.id, PartNumber, Body: body }
  const part = await askStore(
    address,
    (client, abortable) => client.send(new UploadPartCommand(input), abortable),
    signal,
  )
  parts.push({ PartNumber, ETag: part.ETag, ...(part.ChecksumCRC32 && { ChecksumCRC32: part.ChecksumCRC32 }) })
}

const begin = async (address: string, signal: AbortSignal): Promise<string> => {
  const started = await askStore(
    address,
    (client, abortable) => client.send(new CreateMultipartUploadCommand(placeOf(address)), abortable),
    signal,
  )
  if (!started.UploadId) throw new StorageError(`${address}: the store began an upload and gave it no name.`, 'EPROTO')
  return started.UploadId
}

/** Sends what waits; the last request gives the file its name. */
const complete = async (upload: Upload): Promise<void> => {
  const { address, signal } = upload
  const rest = takePart(upload, upload.waitingBytes)
  if (upload.id === null) return putWhole(upload, rest)
  if (rest.length > 0) await sendPart(upload, rest)
  const input = { ...placeOf(address), UploadId: upload.id, MultipartUpload: { Parts: upload.parts } }
  await askStore(
    address,
    (client, abortable) => client.send(new CompleteMultipartUploadCommand(input), abortable),
    signal,
  ).catch(error => unlessCompleted(upload, error))
}

/** An answer that got lost: the upload is complete, and is not known any more when it is completed again. */
const unlessCompleted = async ({ address, bytes, parts, signal }: Upload, error: unknown): Promise<void> => {
  if (!(error instanceof StorageError) || error.code !== 'ENOUPLOAD') throw error
  const head = await askStore(address, client => client.send(new HeadObjectCommand(placeOf(address))), signal)
  if (head.ContentLength !== bytes || !head.ETag?.endsWith(`-${parts.length}"`)) throw error
}

const putWhole = async ({ address, signal }: Upload, body: Uint8Array): Promise<void> => {
  const input = { ...placeOf(address), Body: body }
  await askStore(address, (client, abortable) => client.send(new PutObjectCommand(input), abortable), signal)
}

/** Writes an object unless there is one; whether it did. */
export const createObject = async (address: string, content: Uint8Array): Promise<boolean> => {
  const input = { ...placeOf(address), Body: content, IfNoneMatch: '*' }
  try {
    await askStore(address, client => client.send(new PutObjectCommand(input)))
    return true
  } catch (error) {
    if (error instanceof StorageError && error.code === 'EEXIST') return false
    throw error
  }
}

export const abortUpload = async (address: string, id: string): Promise<void> => {
  const input = { ...placeOf(address), UploadId: id }
  await askStore(address, client => client.send(new AbortMultipartUploadCommand(input)))
}

/** For `catch`: an upload that cannot be aborted now is swept by a later run, and nobody sees it until then. */
const leftToSweep = (error: unknown): void => {
  if (!(error instanceof StorageError)) throw error
}
