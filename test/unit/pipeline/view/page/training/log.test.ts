import { expect, test } from 'vitest'
import { parseLog } from '../../../../../../pipeline/view/page/training/log.ts'

test('a number that was not finite is no point, and half a line waits for its end', () => {
  const log = parseLog('{"step": 1, "ldm": 0.5}\n{"step": 2, "ldm": null}\n{"step": 3, "ldm": 0.')
  expect([...log]).toEqual([['ldm', [{ x: 1, y: 0.5 }]]])
})

test('a line that is none of a log is named', () => {
  expect(() => parseLog('{"step": 1}\nnonsense\n')).toThrow('line 2 is none of a training log')
  expect(() => parseLog('[1]\n')).toThrow('line 1')
})
