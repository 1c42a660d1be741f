/** A label that wants to stand at `x`, its middle. */
export interface Label {
  readonly x: number
  readonly width: number
}

/** Where a label went: its lane, from 0, and its middle, moved so that nothing sticks out. */
export interface Laid {
  readonly lane: number
  readonly x: number
}

const apart = 8

/**
 * Puts labels into as few lanes as their order allows, so that none covers another.
 * @param labels ordered by `x`
 * @param width of the room that they stand in
 */
export const layLanes = (labels: readonly Label[], width: number): readonly Laid[] => {
  const ends: number[] = []
  return labels.map(label => {
    const half = label.width / 2
    const x = Math.max(half, Math.min(width - half, label.x))
    const free = ends.findIndex(end => end + apart <= x - half)
    const lane = free < 0 ? ends.length : free
    ends[lane] = x + half
    return { lane, x }
  })
}
