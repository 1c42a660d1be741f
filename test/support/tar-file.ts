import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'

/** Writes a tar of these files, in this order. */
export const writeTar = async (
  path: string,
  files: readonly (readonly [string, Uint8Array | string])[],
): Promise<void> => {
  const tar = pack()
  for (const [name, content] of files) tar.entry({ name, mtime: new Date(0) }, Buffer.from(content))
  tar.finalize()
  await pipeline(tar as unknown as NodeJS.ReadableStream, createWriteStream(path))
}
