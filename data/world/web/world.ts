import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { scenesOf } from '../scene.ts'
import { writeLaion } from './metadata.ts'
import { publish, worldRows } from './rows.ts'
import { serve, troubles } from './server.ts'

/** A small web of our own: its metadata, as LAION would publish it, and where it is served. */
export interface World {
  /** Path of the metadata, a Parquet file. */
  readonly metadata: string
  /** `127.0.0.1:port`, to be opened by `--allow-address`. */
  readonly address: string
  close(): Promise<void>
}

/** Fixed, because the metadata names it: a second run finds the URLs of the first and resumes. */
export const usualPort = 41_287

/**
 * Serves the world with the web's usual troubles beside it, and writes `metadata.parquet` into `folder`: the first
 * `count` scenes of the seed that training may see. The same seed and port give the same metadata, byte for byte; where
 * the port is taken, another one serves. Close it when done.
 */
export const startWorld = async ({
  folder,
  seed,
  count = 60,
  port = usualPort,
}: {
  readonly folder: string
  readonly seed: number
  readonly count?: number
  readonly port?: number
}): Promise<World> => {
  const pictures = publish(scenesOf(seed, count))
  const answers = await troubles(pictures[0]!)
  const { address, close } = await serve(answers, port)
  const metadata = join(folder, 'metadata.parquet')
  try {
    await mkdir(folder, { recursive: true })
    writeLaion(metadata, worldRows(address, pictures, Object.keys(answers), seed))
  } catch (error) {
    await close()
    throw error
  }
  return { metadata, address, close }
}
