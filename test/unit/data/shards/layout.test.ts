import { expect, it } from 'vitest'
import { runFiles, shardFiles } from '../../../../data/shards/layout.ts'

it('puts the files of a run where the README says', () => {
  expect(runFiles('out')).toEqual({
    recipe: 'out/recipe.json',
    plan: 'out/plan/plan.json',
    card: 'out/README.md',
    folders: ['out', 'out/plan', 'out/data', 'out/rejects', 'out/stats'],
  })
})

it('numbers shards with five digits', () => {
  expect(shardFiles('out', 7, 64)).toEqual({
    plan: 'out/plan/00007.parquet',
    data: 'out/data/train-00007-of-00064.parquet',
    rejects: 'out/rejects/00007.parquet',
    stats: 'out/stats/00007.json',
  })
})

it('takes more digits from 100,000 shards on, so that names sort as numbers do', () => {
  expect(shardFiles('out', 99_998, 99_999).data).toBe('out/data/train-99998-of-99999.parquet')
  expect(shardFiles('out', 7, 100_000).data).toBe('out/data/train-000007-of-100000.parquet')
  expect(shardFiles('out', 7, 100_000).stats).toBe('out/stats/000007.json')
})
