/** One of the equally wide levels that a pool is cut into. */
export interface Level {
  /** Distances, half-open but for the last level, which also holds all that lies behind it. */
  readonly from: number
  readonly to: number
  /** Candidates by number, ascending. */
  readonly members: readonly number[]
}

/**
 * Cuts the range of distances into `count` levels of equal width, the nearest first.
 * The range ends at Tukey's upper fence (third quartile + 1.5 interquartile ranges), so that one odd word does not leave
 * the levels empty; what lies behind belongs to the last level. Near words are no outliers, however far from the rest: the
 * first level is theirs.
 * @param distances whole numbers, ascending, one at least
 */
export const cutLevels = (distances: readonly number[], count: number): readonly Level[] => {
  const nearest = distances[0]!
  const range = Math.min(distances.at(-1)!, upperFence(distances)) - nearest
  // Multiplied before it is divided, a distance at an edge is on the right side of it.
  const levelOf = (distance: number): number =>
    range === 0 ? 0 : Math.min(Math.floor(((distance - nearest) * count) / range), count - 1)
  const edge = (level: number): number => nearest + (level * range) / count
  return Array.from({ length: count }, (_, level) => ({
    from: edge(level),
    to: edge(level + 1),
    members: distances.flatMap((distance, candidate) => (levelOf(distance) === level ? [candidate] : [])),
  }))
}

const upperFence = (distances: readonly number[]): number => {
  const [first, third] = [quantile(distances, 0.25), quantile(distances, 0.75)]
  return third + 1.5 * (third - first)
}

/** Linear between the two nearest ranks: numpy's default, Hyndman and Fan's type 7. Exact for quarters of whole numbers. */
const quantile = (ascending: readonly number[], share: number): number => {
  const at = share * (ascending.length - 1)
  const [below, above] = [ascending[Math.floor(at)]!, ascending[Math.ceil(at)]!]
  return below + (at - Math.floor(at)) * (above - below)
}
