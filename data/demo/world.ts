import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeLaion } from './metadata.ts'
import { drawPictures } from './picture.ts'
import { demoRows } from './rows.ts'
import { drawScenes } from './scene.ts'
import { serve, troubles } from './server.ts'

/** A small web of our own: its metadata, as LAION would publish it, and where it is served. */
export interface DemoWorld {
  /** Path of the metadata, a Parquet file. */
  readonly metadata: string
  /** `127.0.0.1:port`, to be opened by `--allow-address`. */
  readonly address: string
  close(): Promise<void>
}

const pictureCount = 60

/**
 * Draws 60 pictures, serves them with the web's usual troubles beside them, and writes `metadata.parquet` into `folder`.
 * The same seed and port give the same metadata, byte for byte; where the port is taken, another one serves. Close it
 * when done.
 */
export const startDemoWorld = async ({
  folder,
  seed,
  // Fixed, because the metadata names it: a second run finds the URLs of the first and resumes.
  port = 41_287,
  signal = new AbortController().signal,
}: {
  readonly folder: string
  readonly seed: number
  readonly port?: number
  readonly signal?: AbortSignal
}): Promise<DemoWorld> => {
  const pictures = await drawPictures(drawScenes(seed, pictureCount), seed, signal)
  const answers = troubles(pictures[0]!)
  const { address, close } = await serve(pictures, answers, port)
  const metadata = join(folder, 'metadata.parquet')
  try {
    await mkdir(folder, { recursive: true })
    writeLaion(metadata, demoRows(address, pictures, Object.keys(answers), seed))
  } catch (error) {
    await close()
    throw error
  }
  return { metadata, address, close }
}
