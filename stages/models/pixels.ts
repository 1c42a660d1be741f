import { fileURLToPath } from 'node:url'
import { StartError } from '../children/child.ts'
import { openChildren } from '../children/children.ts'
import { forkScript } from '../children/fork.ts'
import type { Request } from './pixels-child.ts'
import { preprocess } from './preprocess.ts'
import type { Preprocessing } from './preprocessing.ts'
import { type Tensor, uint8 } from './tensor.ts'

/** Encoded pictures as a model takes them. */
export interface Pixels {
  /** uint8 [images, height, width, 3]; black where a picture could not be read. */
  readonly pixel_values: Tensor
  /** Why pictures could not be read, by their place. */
  readonly unread: ReadonlyMap<number, string>
}

export interface PixelReader {
  /** One bad picture does not fail the others. @throws the signal's reason where it aborts */
  read(images: readonly { readonly bytes: Uint8Array }[], signal: AbortSignal): Promise<Pixels>
  close(): Promise<void>
}

type ReadOne = (bytes: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>

/**
 * @param workers child processes that resize: 0 does it here, 10 ms a picture, which is little beside a model on a CPU
 * and much beside one on a GPU
 */
export const openPixels = (preprocessing: Preprocessing, workers: number): PixelReader => {
  const { width, height } = preprocessing.output
  const size = height * width * 3
  const { readOne, close } = workers > 0 ? inChildren(preprocessing, workers) : here(preprocessing)
  return {
    read: async (images, signal) => {
      const all = new Uint8Array(images.length * size)
      const unread = new Map<number, string>()
      const fill = async ({ bytes }: { readonly bytes: Uint8Array }, at: number) => {
        try {
          all.set(await readOne(bytes, signal), at * size)
        } catch (error) {
          signal.throwIfAborted()
          // Where no child starts at all, the machine is broken, not the picture: that stops the run.
          if (error instanceof StartError) throw error
          unread.set(at, (error as Error).message)
        }
      }
      await Promise.all(images.map(fill))
      return { pixel_values: uint8(all, [images.length, height, width, 3]), unread }
    },
    close,
  }
}

const here = (preprocessing: Preprocessing) => ({
  readOne: ((bytes: Uint8Array) => preprocess(bytes, preprocessing)) satisfies ReadOne,
  close: async () => {},
})

const script = fileURLToPath(new URL('./pixels-child.js', import.meta.url))
const timeoutMs = 60_000

const inChildren = (preprocessing: Preprocessing, workers: number): { readOne: ReadOne; close(): Promise<void> } => {
  const nature = { name: 'the resizer', start: () => forkScript(script), greeting: 'wake' }
  const children = openChildren({ ...nature, greetingTimeoutMs: timeoutMs, timeoutMs }, workers)
  return {
    readOne: async (bytes, signal) => {
      const answer = await children.ask({ bytes, preprocessing } satisfies Request, signal)
      if ('failure' in answer) throw new Error(answer.failure)
      return answer.answer as Uint8Array
    },
    close: children.close,
  }
}
