import { expect, test } from 'vitest'
import { sheetAt, trainingRunsIn } from '../../../../../../pipeline/view/page/training/training-run.ts'

const files = [
  'a/log.jsonl',
  'a/pictures/00000100.png',
  'a/pictures/00000020.png',
  'b/pictures/00000001.png',
  'log.jsonl',
].map(path => ({ path, bytes: 1, version: '' }))

test('a training run has the pictures of its own folder, in the order of their steps', () => {
  const runs = trainingRunsIn({ files }).map(({ folder, sheets }) => [folder, sheets.map(({ step }) => step)])
  expect(runs).toEqual([
    ['a', [20, 100]],
    ['', []],
  ])
})

test('a step shows the pictures that it has seen last, and before the first ones those', () => {
  const [{ sheets } = { sheets: [] }] = trainingRunsIn({ files })
  expect([1, 20, 99, 100, 500].map(step => sheetAt(sheets, step)?.step)).toEqual([20, 20, 20, 100, 100])
})
