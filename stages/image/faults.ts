import { Reject } from '../reject.ts'
import type { Format } from './sniff.ts'

/** The file ends before its container does. */
export const truncated = (format: Format, bytes: Uint8Array, wanted: string): Reject =>
  new Reject('truncated', `${format}: the file ends at byte ${bytes.length}, before ${wanted}`)

/** The container says something that no reader could follow. */
export const broken = (format: Format, seen: string): Reject => new Reject('decode-failed', `${format}: ${seen}`)

/** Throws as soon as a header has told its size: nothing behind it is read, let alone decoded. */
export const requirePixels = (format: Format, width: number, height: number, maxPixels: number): void => {
  if (width < 1 || height < 1) throw broken(format, `the header declares ${width}x${height} pixels`)
  if (width * height > maxPixels) {
    throw new Reject('too-many-pixels', `${format}: the header declares ${width}x${height}, the limit is ${maxPixels}`)
  }
}
