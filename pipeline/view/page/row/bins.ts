import { cutLevels } from '../../../../stages/select/levels.ts'

/** A stretch of the distance axis that one prompt was drawn from; distances are 1 - cosine. */
export interface Bin {
  readonly from: number
  readonly to: number
}

// Selection counts in whole ten-thousandths, so that edges are exact.
const unit = 1e4

/**
 * The bins that a strategy cut a pool into; none where it cuts none.
 * @param distances of the whole pool, ascending
 * @param count how many prompts were chosen
 */
export const binsOf = (strategy: string | null, distances: readonly number[], count: number): readonly Bin[] => {
  if (distances.length === 0 || count === 0) return []
  if (strategy === 'levels') return levelBins(distances, count)
  return strategy === 'quantiles' ? quantileBins(distances, count) : []
}

/** Of equal width; the last one also holds what lies behind it. */
const levelBins = (distances: readonly number[], count: number): Bin[] => {
  const whole = distances.map(distance => Math.round(distance * unit))
  const levels = cutLevels(whole, count)
  return levels.map(({ from, to }, at) => ({
    from: from / unit,
    to: at === levels.length - 1 ? Math.max(to / unit, distances.at(-1)!) : to / unit,
  }))
}

/** Of equal count by rank, as `quantiles` of stages/select cuts them; the edge lies half-way between neighbours. */
const quantileBins = (distances: readonly number[], count: number): Bin[] => {
  const edge = (bin: number): number => {
    const rank = Math.floor((bin * distances.length) / count)
    if (rank === 0) return distances[0]!
    return rank >= distances.length ? distances.at(-1)! : (distances[rank - 1]! + distances[rank]!) / 2
  }
  return Array.from({ length: count }, (_, bin) => ({ from: edge(bin), to: edge(bin + 1) }))
}
