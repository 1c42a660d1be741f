import type { Point } from '../chart/curve.ts'

/** The numbers of `log.jsonl`, by their names, along the steps. */
export type TrainingLog = ReadonlyMap<string, readonly Point[]>

/**
 * Reads whole lines of a log; a line that is still being written has no end yet. A number that is not finite stands there
 * as null, and is no point. @throws Error in one sentence, where a line is not one of a training log
 */
export const parseLog = (text: string): TrainingLog => {
  const log = new Map<string, Point[]>()
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  for (const [at, line] of whole.split('\n').entries()) {
    if (line === '') continue
    const numbers = parseLine(line)
    if (typeof numbers?.step !== 'number')
      throw new Error(`line ${at + 1} is none of a training log, which names a step: ${line.slice(0, 80)}`)
    for (const [name, y] of Object.entries(numbers)) {
      if (name === 'step' || typeof y !== 'number') continue
      const points = log.get(name) ?? []
      points.push({ x: numbers.step, y })
      log.set(name, points)
    }
  }
  return log
}

/** Null where the line is no JSON object. */
const parseLine = (line: string): { readonly [name: string]: unknown } | null => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' ? (value as { [name: string]: unknown } | null) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export interface Measure {
  /** As the log spells it. */
  readonly name: string
  readonly label: string
  /** As the paper writes it; what stands behind `_` is set low. Empty where it does not. */
  readonly symbol: string
  readonly about: string
}

const measure = (name: string, label: string, symbol: string, about: string): Measure => ({
  name,
  label,
  symbol,
  about,
})

/** What is told first. */
export const losses: readonly Measure[] = [
  measure('ldm', 'Diffusion', 'L_LDM', 'How well the noise is told. What the model could do before should stay.'),
  measure('dis', 'Dissimilarity', 'L_dis', 'How near two prompts stay inside the mask. It falls as they move apart.'),
  measure('pres', 'Preservation', 'L_pres', 'How much the prompts change of the picture outside the mask.'),
  measure('area', 'Area of the mask', 'M', 'The share of the picture that the prompts disagree on.'),
]

/** What else a log holds. */
export const otherMeasures: readonly Measure[] = [
  measure('distance', 'Distance', 'D', 'Squared distance of two prompts inside the mask, its mean.'),
  measure('usable', 'Usable masks', '', 'The share of pictures whose mask is neither empty nor everything.'),
  measure('gradient', 'Gradient', '', 'Its length, before it is clipped.'),
  measure('rate', 'Learning rate', '', 'Of the optimiser.'),
  measure('images_per_s', 'Pictures a second', '', 'Of this process.'),
]
