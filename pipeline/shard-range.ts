import { UsageError } from './errors.ts'

type Variables = { readonly [name: string]: string | undefined }

/**
 * The shard numbers of a range such as `0-63` or `0-3,8`, or `auto`: the share of this task of an array. All of them where
 * there is no range.
 * @throws UsageError
 */
export const parseShards = (
  range: string | undefined,
  shards: number,
  variables: Variables = process.env,
): readonly number[] => {
  if (range === undefined) return numbers(0, shards)
  if (range === 'auto') return shareOf(findTask(variables), shards)
  const chosen = range.split(',').flatMap(part => {
    const [, first, last = first] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? []
    if (first === undefined || Number(last) < Number(first))
      throw new UsageError(`--shards ${range}: wanted numbers or ranges, such as 0-63 or 0-3,8, or auto`)
    if (Number(first) >= shards) throw new UsageError(`--shards ${range}: the plan has shards 0 to ${shards - 1}`)
    return numbers(Number(first), Math.min(Number(last), shards - 1) + 1)
  })
  return [...new Set(chosen)].sort((a, b) => a - b)
}

/** One task of an array; `index` from 0. */
export interface ArrayTask {
  readonly index: number
  readonly count: number
}

/**
 * Which task of an array this process is: of Slurm's (`--array=0-99`, with any first index and step), or of a Kubernetes
 * Indexed Job, whose manifest must say its completions as JOB_COMPLETIONS, because Kubernetes does not.
 * @throws UsageError where it is none
 */
export const findTask = (variables: Variables): ArrayTask => {
  const read = (name: string): number => {
    const value = variables[name] ?? ''
    if (/^\d+$/.test(value)) return Number(value)
    throw new UsageError(`--shards auto: ${name} is ${JSON.stringify(value)}, wanted a whole number`)
  }
  if (variables.SLURM_ARRAY_TASK_ID) {
    // An array of listed indexes, such as 1,5,7, has no step: its places cannot be told from its numbers.
    const [first, last] = [read('SLURM_ARRAY_TASK_MIN'), read('SLURM_ARRAY_TASK_MAX')]
    const step = variables.SLURM_ARRAY_TASK_STEP ? read('SLURM_ARRAY_TASK_STEP') : 1
    const index = (read('SLURM_ARRAY_TASK_ID') - first) / step
    return checked({ index, count: read('SLURM_ARRAY_TASK_COUNT') }, Math.floor((last - first) / step) + 1)
  }
  if (variables.JOB_COMPLETION_INDEX)
    return checked({ index: read('JOB_COMPLETION_INDEX'), count: read('JOB_COMPLETIONS') })
  throw new UsageError(
    '--shards auto: wanted a task of a Slurm array (SLURM_ARRAY_TASK_ID) or of a Kubernetes Indexed Job ' +
      '(JOB_COMPLETION_INDEX and JOB_COMPLETIONS), and neither is set: name a range, such as 0-63',
  )
}

const checked = (task: ArrayTask, expected = task.count): ArrayTask => {
  const { index, count } = task
  if (Number.isInteger(index) && index < count && count === expected) return task
  throw new UsageError(
    `--shards auto: task ${index} of ${count} in an array of ${expected} places: wanted an array without gaps, such as 0-99`,
  )
}

/** The contiguous share of a task: all shares together are all shards, and differ by one shard at most. */
const shareOf = ({ index, count }: ArrayTask, shards: number): readonly number[] =>
  numbers(Math.floor((index * shards) / count), Math.floor(((index + 1) * shards) / count))

const numbers = (first: number, end: number): readonly number[] =>
  Array.from({ length: end - first }, (_, at) => first + at)
