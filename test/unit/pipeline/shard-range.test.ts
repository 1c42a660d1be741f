import { assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { findTask, parseShards } from '../../../pipeline/shard-range.ts'

const slurm = (id: number, { min = 0, max = 99, step = 1 } = {}) => ({
  SLURM_ARRAY_TASK_ID: String(id),
  SLURM_ARRAY_TASK_MIN: String(min),
  SLURM_ARRAY_TASK_MAX: String(max),
  SLURM_ARRAY_TASK_STEP: String(step),
  SLURM_ARRAY_TASK_COUNT: String(Math.floor((max - min) / step) + 1),
})

const kubernetes = (index: number, count: number) => ({
  JOB_COMPLETION_INDEX: String(index),
  JOB_COMPLETIONS: String(count),
})

test('the shares of all tasks are all shards, each once, and differ by one shard at most', () => {
  assert(
    property(integer({ min: 1, max: 60 }), integer({ min: 0, max: 300 }), (count, shards) => {
      const shares = Array.from({ length: count }, (_, index) => parseShards('auto', shards, kubernetes(index, count)))
      expect(shares.flat()).toEqual(Array.from({ length: shards }, (_, shard) => shard))
      const sizes = shares.map(share => share.length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})

test('a task of Slurm is its place in the array, whatever its first index and its step', () => {
  expect(findTask(slurm(7))).toEqual({ index: 7, count: 100 })
  expect(findTask(slurm(100, { min: 100, max: 109 }))).toEqual({ index: 0, count: 10 })
  expect(findTask(slurm(9, { min: 1, max: 9, step: 4 }))).toEqual({ index: 2, count: 3 })
})

test('an array with gaps is refused: its tasks would leave shards out', () => {
  expect(() => findTask({ ...slurm(7, { min: 3, max: 17 }), SLURM_ARRAY_TASK_COUNT: '2' })).toThrow(
    '--shards auto: task 4 of 2 in an array of 15 places: wanted an array without gaps, such as 0-99',
  )
})

test('a pod is told how many there are, or is refused', () => {
  expect(findTask(kubernetes(3, 8))).toEqual({ index: 3, count: 8 })
  expect(() => findTask({ JOB_COMPLETION_INDEX: '3' })).toThrow('JOB_COMPLETIONS is "", wanted a whole number')
  expect(() => findTask(kubernetes(8, 8))).toThrow('task 8 of 8')
})

test('auto says what it looks for where neither is there', () => {
  expect(() => parseShards('auto', 10, {})).toThrow(/wanted a task of a Slurm array .* or of a Kubernetes Indexed Job/)
})
