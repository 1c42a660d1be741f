/** One of the equally wide levels that a pool is cut into. */
export interface Level {
  /** Distances, half-open but for the last level, which also holds all that lies behind it. */
  readonly from: number
  readonly to: number
  readonly centre: number
  /** Candidates by number. */
  readonly members: readonly number[]
}

/**
 * Cuts the range of distances into `count` levels of equal width, the nearest first.
 * The range ends at Tukey's upper fence (third quartile + 1.5 interquartile ranges), so that one odd word does not leave
 * the levels empty; what lies behind belongs to the last level. Near words are no outliers, however far from the rest: the
 * first level is theirs.
 * @param distances ascending, one at least
 */
export const cutLevels = (distances: readonly number[], count: number): readonly Level[] => {
  const nearest = distances[0]!
  const farthest = Math.min(distances.at(-1)!, upperFence(distances))
  const width = (farthest - nearest) / count
  const levelOf = (distance: number): number =>
    width === 0 ? 0 : Math.min(Math.floor((distance - nearest) / width), count - 1)
  return Array.from({ length: count }, (_, level) => ({
    from: nearest + level * width,
    to: nearest + (level + 1) * width,
    centre: nearest + (level + 0.5) * width,
    members: distances.flatMap((distance, candidate) => (levelOf(distance) === level ? [candidate] : [])),
  }))
}

const upperFence = (distances: readonly number[]): number => {
  const [first, third] = [quantile(distances, 0.25), quantile(distances, 0.75)]
  return third + 1.5 * (third - first)
}

/** Linear between the two nearest ranks: numpy's default, Hyndman and Fan's type 7. */
const quantile = (ascending: readonly number[], share: number): number => {
  const at = share * (ascending.length - 1)
  const [below, above] = [ascending[Math.floor(at)]!, ascending[Math.ceil(at)]!]
  return below + (at - Math.floor(at)) * (above - below)
}
