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
    if (typeof numbers.step !== 'number')
      throw new Error(`line ${at + 1} of the log names no step: ${line.slice(0, 80)}`)
    for (const [name, y] of Object.entries(numbers)) {
      if (name === 'step' || typeof y !== 'number') continue
      const points = log.get(name) ?? []
      points.push({ x: numbers.step, y })
      log.set(name, points)
    }
  }
  return log
}

const parseLine = (line: string): { readonly [name: string]: unknown } => {
  const value: unknown = JSON.parse(line)
  return typeof value === 'object' && value !== null ? (value as { [name: string]: unknown }) : {}
}

/** What the numbers are, the first four first. */
export const measures: readonly Measure[] = [
  { name: 'ldm', label: 'L_LDM', about: 'How well the noise is told, which the model could do before' },
  {
    name: 'dis',
    label: 'L_dis',
    about: 'How near the prompts stay to each other inside the mask: the lower the further apart',
  },
  { name: 'pres', label: 'L_pres', about: 'How much they change the picture outside the mask' },
  { name: 'area', label: 'Area of the mask', about: 'Share of the picture that the prompts disagree on' },
  { name: 'distance', label: 'Distance', about: 'Squared distance of two prompts inside the mask, its mean' },
  { name: 'usable', label: 'Usable masks', about: 'Share of pictures whose mask is neither empty nor everything' },
  { name: 'gradient', label: 'Gradient', about: 'Its length before it is clipped' },
  { name: 'rate', label: 'Learning rate', about: 'Of the optimiser' },
  { name: 'images_per_s', label: 'Pictures a second', about: 'Of this process' },
]

export interface Measure {
  /** As the log spells it. */
  readonly name: string
  readonly label: string
  readonly about: string
}
