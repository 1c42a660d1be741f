import { constants } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DownloadError } from '../model-error.ts'
import { hashAs } from './hash.ts'
import type { HubFile } from './listing.ts'
import { type Answer, type Ask, type Patience, persist, requireSuccess } from './request.ts'

/** One file of a model, on its way into the cache. */
export interface Fetching {
  readonly file: HubFile
  /** The file at its commit. */
  readonly url: string
  /** The folder `blobs` of the model. */
  readonly blobs: string
  /** How errors call the model. */
  readonly model: string
  readonly hasToken: boolean
  /** Hears how many bytes of the file are here. */
  onBytes(bytes: number): void
}

/**
 * Brings a file into `blobs/<hash>`, unless it is there: what an earlier run left in `<hash>.incomplete` is continued, and
 * the whole is checked against the hub's hash before it gets its name.
 * @throws DownloadError where the network fails for good, or what came is not what the hub announced
 */
export const fetchBlob = async (
  fetching: Fetching,
  ask: Ask,
  patience: Patience,
  signal: AbortSignal,
): Promise<void> => {
  const { file, blobs } = fetching
  const path = join(blobs, file.blob)
  const isThere = async () => (await sizeOf(path)) === file.bytes
  if (await isThere()) return
  await mkdir(blobs, { recursive: true })
  const partial = `${path}.incomplete`
  // What an earlier run left may be damaged: then everything is fetched once more.
  const rounds = (await sizeOf(partial)) > 0 ? 2 : 1
  for (let round = 0; round < rounds; round++) {
    let arrived = 0
    const onBytes = (bytes: number) => {
      arrived = bytes
      fetching.onBytes(bytes)
    }
    await persist(
      () => continueFile({ ...fetching, onBytes }, partial, ask, signal),
      patience,
      signal,
      () => arrived,
    )
    if (await settle(partial, path, isThere, signal)) return
  }
  throw new DownloadError(`${fetching.url} is not what the hub says it is (${file.blob}); run the same command again`)
}

/** Gives the whole file its name where it deserves it. Another process may do the same, and be quicker. */
const settle = async (
  partial: string,
  path: string,
  isThere: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> => {
  try {
    const isSound = !(await isThere()) && (await hashAs(basename(path), partial, signal)) === basename(path)
    if (isSound) await rename(partial, path)
    else await rm(partial, { force: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return isThere()
}

const continueFile = async (fetching: Fetching, partial: string, ask: Ask, signal: AbortSignal): Promise<void> => {
  const { file, url, model, hasToken } = fetching
  const have = await sizeOf(partial)
  if (have === file.bytes) return
  if (have > file.bytes) await rm(partial)
  const from = have > file.bytes ? 0 : Math.max(0, have)
  const answer = await ask(url, { 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) }, signal)
  await requireSuccess(answer, model, hasToken)
  await write(answer, partial, startOf(answer, from), fetching)
}

/** Where in the file the answer begins: a server may not know ranges, and send all. */
const startOf = ({ statusCode, headers }: Answer, asked: number): number => {
  if (statusCode !== 206) return 0
  const [, start] = /^bytes (\d+)-/.exec(String(headers['content-range'])) ?? []
  if (Number(start) === asked) return asked
  throw new DownloadError(`asked for the bytes from ${asked}, the hub sent those from ${start}`)
}

/**
 * Writes at places, not at the end, and never cuts the file: two processes that fetch the same blob write the same bytes
 * to the same places, and leave no hole.
 */
const write = async (answer: Answer, partial: string, start: number, { file, onBytes }: Fetching): Promise<void> => {
  const target = await open(partial, constants.O_WRONLY | constants.O_CREAT)
  try {
    let position = start
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      if (position + chunk.length > file.bytes)
        throw new DownloadError(`${file.path} is longer than the ${file.bytes} bytes that the hub says`)
      await target.write(chunk, 0, chunk.length, position)
      position += chunk.length
      onBytes(position)
    }
    if (position < file.bytes) throw new DownloadError(`${file.path} ended after ${position} of ${file.bytes} bytes`)
    await target.sync()
  } finally {
    await target.close()
  }
}

/** Bytes; -1 where there is no such file. */
const sizeOf = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return -1
    throw error
  }
}
