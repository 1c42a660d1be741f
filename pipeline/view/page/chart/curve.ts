/** A number at each step; steps go up. */
export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * The moving mean of each point and those before it, whose weights halve every `halfLife` points. Weights are normed, so
 * that the beginning is no nearer to 0 than the points are.
 */
export const smooth = (points: readonly Point[], halfLife: number): readonly Point[] => {
  const keep = halfLife <= 0 ? 0 : 0.5 ** (1 / halfLife)
  let [sum, weight] = [0, 0]
  return points.map(({ x, y }) => {
    sum = keep * sum + y
    weight = keep * weight + 1
    return { x, y: sum / weight }
  })
}

/** No more than `most` points: neighbours become their mean, so that a peak lowers and none is invented. */
export const thin = (points: readonly Point[], most: number): readonly Point[] => {
  const size = Math.ceil(points.length / most)
  if (size <= 1) return points
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => {
    const part = points.slice(at * size, (at + 1) * size)
    const mean = (read: (point: Point) => number) => part.reduce((sum, point) => sum + read(point), 0) / part.length
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) }
  })
}

/** The point nearest to `x`; undefined where there are none. */
export const nearest = (points: readonly Point[], x: number): Point | undefined => {
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle]!.x < x) low = middle + 1
    else high = middle
  }
  const [before, after] = [points[low - 1], points[low]]
  return before && after && x - before.x < after.x - x ? before : after
}
