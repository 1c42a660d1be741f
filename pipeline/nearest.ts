import { distance } from 'fastest-levenshtein'

/** ` (did you mean "x"?)` where a known name is near, else nothing. */
export const didYouMean = (name: string, known: readonly string[]): string => {
  const ranked = known.map(other => ({ other, steps: distance(name, other) })).sort((a, b) => a.steps - b.steps)
  const best = ranked[0]
  return best && best.steps <= Math.max(2, name.length / 3) ? ` (did you mean "${best.other}"?)` : ''
}
