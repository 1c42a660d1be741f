import { createHash } from 'node:crypto'

/** Draws numbers in [0, 1): the same sequence for the same seed and key, on every machine and in any order of keys. */
export type Draw = () => number

export const random = (seed: number, key: string): Draw => {
  let state = createHash('sha256').update(`${seed}:${key}`).digest().readUInt32LE()
  // mulberry32: 32 bits of state are plenty for pictures and delays.
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the values. */
export const pick = <const V>(draw: Draw, values: readonly [V, ...V[]] | readonly V[]): V =>
  values[Math.floor(draw() * values.length)] as V // callers give at least one

/** A number from `least` to below `most`. */
export const between = (draw: Draw, least: number, most: number): number => least + draw() * (most - least)
