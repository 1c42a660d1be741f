import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

/** The sha256 of a file, as 64 hex digits. */
export const sha256Of = (path: string, signal?: AbortSignal): Promise<string> => hashOf(path, 'sha256', '', signal)

/** The hash of a file, of the kind that a blob of the hub is named by: sha256, or git's own for a small file. */
export const hashAs = async (blob: string, path: string, signal?: AbortSignal): Promise<string> =>
  blob.length === 64 ? sha256Of(path, signal) : hashOf(path, 'sha1', `blob ${(await stat(path)).size}\0`, signal)

// Smaller reads cost half as much again.
const readBytes = 2 ** 20

const hashOf = async (path: string, algorithm: string, prefix: string, signal?: AbortSignal): Promise<string> => {
  const hash = createHash(algorithm).update(prefix)
  const bytes = createReadStream(path, { highWaterMark: readBytes, ...(signal && { signal }) })
  for await (const chunk of bytes) hash.update(chunk)
  return hash.digest('hex')
}
