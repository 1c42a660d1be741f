import { expect, it } from 'vitest'
import { withoutRepeats } from '../../../../stages/select/groups.ts'

it('a text stays in the first group that has it, and there once', () => {
  expect(withoutRepeats([['a', 'b', 'a'], [], ['b', 'c'], ['a']])).toEqual([['a', 'b'], [], ['c'], []])
})
