import { createHash } from 'node:crypto'

/** Answers the next number of a stream: at least 0, below 1. */
export type Random = () => number

/**
 * The stream of random numbers of one row and one purpose: the same on every machine, in any order, after any resume.
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), its state sha256 over seed, key and purpose.
 */
export const random = (seed: number, key: string, purpose: string): Random => {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, key, purpose]))
    .digest()
  let [a, b, c, counter] = [0, 4, 8, 12].map(offset => digest.readInt32LE(offset)) as [number, number, number, number]
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
}
