import { expect, test } from 'vitest'
import type { Account } from '../../../../../../pipeline/view/account.ts'
import { branchPath, drawFlow, planFlow, runFlow } from '../../../../../../pipeline/view/page/run/flow.ts'

const account: Account = {
  folder: '',
  at: '',
  inputRows: 1000,
  removed: [
    { rule: 'aesthetic', rows: 800, limit: 7 },
    { rule: 'no-url', rows: 0, limit: null },
  ],
  duplicates: 100,
  planned: 100,
  stages: ['download', 'mask'],
  shards: { planned: 2, done: 1 },
  written: 40,
  bytes: 0,
  healed: 0,
  lost: [
    { stage: 'download', reason: 'http-5xx', rows: 2, hosts: {} },
    { stage: 'mask', reason: 'no-slot', rows: 1, hosts: {} },
    { stage: 'download', reason: 'http-404', rows: 7, hosts: {} },
  ],
  runs: [],
}

test('a rule that removed nothing has no line', () => {
  expect(planFlow(account).map(line => [line.kind, line.rows])).toEqual([
    ['source', 1000],
    ['branch', 200],
    ['branch', 100],
  ])
})

test('reasons stand under their stages, what cost most first, and the rows go down by each', () => {
  const lines = runFlow(account).map(line => `${line.name} ${'gone' in line ? `${line.gone} ` : ''}${line.rows}`)
  expect(lines).toEqual([
    'planned 100',
    'download 100',
    'http-404 7 93',
    'http-5xx 2 91',
    'mask 91',
    'no-slot 1 90',
    'not decided yet 50 40',
    'rows in the shards 40',
  ])
})

test('a branch knows whether a retry may heal its rows', () => {
  const heals = runFlow(account).flatMap(line => (line.kind === 'branch' && line.mayHeal ? line.name : []))
  expect(heals).toEqual(['http-5xx'])
})

test('widths are in proportion to rows, and what is there at all can be seen', () => {
  const drawn = drawFlow(
    planFlow({ ...account, removed: [{ rule: 'aesthetic', rows: 999, limit: 7 }], duplicates: 0 }),
    0.2,
  )
  expect(drawn.map(({ before, after }) => [before, after])).toEqual([
    [200, 200],
    [200, 1],
  ])
})

test('a branch has room to turn aside, however broad it is', () => {
  const [, broad] = drawFlow(planFlow(account), 0.2)
  expect(broad!.height).toBeGreaterThan(broad!.before - broad!.after)
})

test('a branch leaves at the edge of the trunk and ends as broad as it began', () => {
  expect(branchPath({ before: 100, after: 80, height: 40 }, 150)).toBe('M80 0H100Q100 10 150 10V30Q80 30 80 0Z')
})
